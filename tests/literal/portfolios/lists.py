"""What random portfolios are made of."""

from __future__ import annotations

from tests.literal.spec import LOGS

COLUMNS = {log: list(columns) for log, columns in LOGS.items()}
REQUIRED = {
    log: [name for name, cell in columns.items() if cell.required and name != "client"]
    for log, columns in LOGS.items()
}
DATES = {
    log: [name for name, cell in columns.items() if cell.kind in ("date", "stamp")]
    for log, columns in LOGS.items()
}

PLACES = [  # country, time zone, works_from, works_to
    ("DE", "Europe/Berlin", "", ""),
    ("US", "America/New_York", "09:00", "17:00"),
    ("US", "America/Los_Angeles", "", ""),
    ("GB", "Europe/London", "08:30", "17:15"),
    ("IN", "Asia/Kolkata", "10:00", "19:00"),
    ("AU", "Australia/Adelaide", "", "17:30"),
    ("AU", "Australia/Lord_Howe", "09:00", "18:00"),
    ("JP", "Asia/Tokyo", "", ""),
    ("NP", "Asia/Kathmandu", "", ""),
    ("NZ", "Pacific/Auckland", "08:00", "16:30"),
    ("CA", "America/St_Johns", "", ""),
    ("BR", "America/Sao_Paulo", "9:00", "18:00"),
    ("", "", "", ""),
    ("", "UTC", "", ""),
    ("PL", "Europe/Warsaw", "07:00", "15:00"),
    ("", "Pacific/Kiritimati", "", ""),
    ("FR", "", "", ""),
    ("ES", "Atlantic/Canary", "", ""),
    ("UA", "Europe/Kyiv", "", ""),
    ("CL", "America/Santiago", "", ""),
]
SHIFTS = [0, 0, 60, 120, -300, -480, 330, 345, 570, 630, 765, -210, 840]  # minutes from UTC
NAMES = [
    *("Acme", "Borealis", "Café Zürich", "Delta & Sons", "Ennio", "Fjord", "Groß AG", "Hikari"),
    *("Ibex", "Juno", "Kite", "Lumen", "Mistral", "Nord", "Opal", "Pico", "Quartz", "Rhea", "Sol"),
    *("Tundra", "Ursa", "Vega", "Wren", "Xeno", "Yarrow", "Zephyr"),
]
AGREED = {
    "contacts_per_week": ["1", "2", "3", "5", "2.5"],
    "contact_every": ["1", "2", "3", "5"],
    "demo_every": ["5", "10", "15"],
    "report_every": ["5", "10", "20"],
    "feedback_every": ["5", "10", "20"],
    "reply_within": ["4", "8", "16", "24", "1.5"],
}
# What the documents leave open, by log: words that no list has.
ODD: dict[str, dict[str, str]] = {
    "contacts": {"topic": "weather", "direction": "sideways"},
    "demos": {"attendance": "many"},
    "deadlines": {"side": "both", "moved_by": "them"},
    "feedback": {"rating": "7.5", "yes_no": "maybe"},
    "reports": {"budget": "some"},
    "issues": {"event": "closed"},
    "risks": {"told_client_on": "later"},
    "changes": {"estimate_days": "two"},
    "outcomes": {"outcome": "gone"},
}
