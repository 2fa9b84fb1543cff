"""Spellings of organisations as they stand in real portfolios, and whom each of them means."""

from __future__ import annotations

FEDERAL = {
    "Department of Agriculture": "DEPARTMENT OF AGRICULTURE|Dept. of Agriculture|USDA|Agriculture|"
    "U.S. Department of Agriculture|Departmnet of Agriculture|Agriculture, Department of",
    "Department of Commerce": "Dept of Commerce|DOC|Commerce Department|Department  of Commerce ",
    "Department of Defense": "DoD|Dept. of Defence|Department of Defence|Defense|D.O.D.",
    "Department of Education": "Department of Educaton|ED|Dept of Education|Education Dept.",
    "Department of Energy": "Dept. of Energy|Energy|Department Of Energy.|Dept of Enegry",
    "Department of Health and Human Services": "HHS|Health and Human Services|"
    "Dept of Health & Human Services|Department of Health & Human Services|Health & Human Svcs",
    "Department of Homeland Security": "DHS|Homeland Security|Dept. of Homeland Security|"
    "Department of Homeland Securty",
    "Department of Housing and Urban Development": "HUD|Housing & Urban Development|"
    "Department of Housing & Urban Development|Dept. of Housing and Urban Dev.",
    "Department of the Interior": "DOI|Interior|Department of Interior|Dept. of the Interior",
    "Department of Justice": "DOJ|Justice Department|Dept of Justice|DEPARTMENT OF JUSTICE",
    "Department of Labor": "DOL|Department of Labour|Labor, Department of|Dept. of Labor",
    "Department of State": "State Department|Dept of State|Department of  State",
    "Department of Transportation": "DOT|Dept. of Transportation|Department of Transport|"
    "Transportation Department",
    "Department of the Treasury": "Treasury|Treasury Department|Department of Treasury|"
    "Dept. of the Treasury|U.S. Treasury",
    "Department of Veterans Affairs": "VA|Veterans Affairs|Department of Veteran Affairs|"
    "Dept. of Veterans' Affairs|Department of Veterans’ Affairs",
    "Environmental Protection Agency": "EPA|Environmental Protection Agcy|"
    "U.S. Environmental Protection Agency|Enviromental Protection Agency",
    "General Services Administration": "GSA|General Services Admin.|General Service Administration",
    "National Aeronautics and Space Administration": "NASA|National Aeronautics & Space Admin|"
    "National Aeronautics and Space Adminstration",
    "National Science Foundation": "NSF|Natl. Science Foundation|National Science Foundaton",
    "Nuclear Regulatory Commission": "NRC|U.S. Nuclear Regulatory Commission|"
    "Nuclear Regulatory Comm.",
    "Office of Personnel Management": "OPM|Office of Personnel Mgmt.|"
    "Personnel Management, Office of",
    "Small Business Administration": "SBA|Small Business Admin|The Small Business Administration",
    "Social Security Administration": "SSA|Social Security Admin.|Social Security Administation",
    "U.S. Agency for International Development": "USAID|US Agency for International Development|"
    "U.S. Agency for Intl. Development|Agency for International Development",
    "U.S. Army Corps of Engineers": "USACE|Army Corps of Engineers|US Army Corps of Engineers",
    "National Archives and Records Administration": "NARA|National Archives|"
    "National Archives & Records Administration|Nat'l Archives and Records Administration",
}  # fmt: skip
BRITISH = {
    "Ministry of Defence": "MOD|MoD|Min. of Defence|Ministry of Defense|Defence, Ministry of",
    "Ministry of Justice": "MOJ|Min of Justice|MINISTRY OF JUSTICE",
    "Department for Education": "DfE|Dept for Education|Department of Education",
    "Department for Transport": "DfT|Dept. for Transport|Department of Transport",
    "Department of Health and Social Care": "DHSC|Dept of Health & Social Care|"
    "Department of Health & Social Care|Health and Social Care",
    "HM Revenue & Customs": "HMRC|HM Revenue and Customs|H.M. Revenue & Customs|"
    "Revenue and Customs",
    "HM Treasury": "HMT|H M Treasury|H.M. Treasury|Treasury",
    "Home Office": "The Home Office|HO|Home Offce",
    "Cabinet Office": "CO|Cabinet  Office|cabinet office",
    "Department for Environment, Food & Rural Affairs": "DEFRA|"
    "Department for Environment Food and Rural Affairs|"
    "Dept. for Environment, Food and Rural Affairs",
    "Foreign, Commonwealth & Development Office": "FCDO|"
    "Foreign Commonwealth and Development Office",
    "Ministry of Housing, Communities & Local Government": "MHCLG|"
    "Ministry of Housing, Communities and Local Govt|"
    "Ministry for Housing, Communities and Local Government",
}  # fmt: skip
# Two names each that are alike and mean two: neither may be joined to the other.
APART = (
    ("Disney", "Disney+"), ("C", "C#"), ("C", "C++"), ("15 Design", "1.5 Design"),
    ("Area 51", "Area 52"), ("Thermal", "Thermal Spa"), ("BMW", "BMW EV"), ("か社", "が社"),
    ("Bank of America", "Bank America"), ("Department of Energy", "Department of Education"),
    ("University of York", "New York University"), ("Acme North", "Acme South"),
    ("Acme", "Acme Group"), ("Acme", "Acme 2"), ("Müller", "Miller"), ("Smith & Sons", "Smith"),
    ("Marine Corps", "Marine"), ("The Co", "Company"), ("State Bank", "State Bank of India"),
    ("100%", "100"), ("A-1", "A-11"), ("Studio +", "Studio"), ("Bäcker", "Becker"),
    ("Phase I", "Phase II"), ("नमस्ते", "नमस्ता"), ("Андрей", "Андреи"), ("4 You", "You"),
    ("Delta AG North", "Delta"), ("St. Mary", "Mary"), ("X.Y", "X Z"), ("Ab", "As"),
)  # fmt: skip
