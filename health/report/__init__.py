"""The weekly status report of a client: drafted from the logs, for the client's eyes.

A report holds beside what the client reads what only the lead sees (rows, asides, what is held
back, what is not known); `as_html`, `as_pdf` and `as_text` write nothing of that.
"""

from __future__ import annotations

from health.report.content import Line, Part, Report, Section, as_json, from_json, of_store
from health.report.drafting import draft
from health.report.html import as_html
from health.report.lead import for_lead
from health.report.pdf import as_pdf
from health.report.sent import row_of
from health.report.text import as_text

__all__ = [
    "Line",
    "Part",
    "Report",
    "Section",
    "as_html",
    "as_json",
    "as_pdf",
    "as_text",
    "draft",
    "for_lead",
    "from_json",
    "of_store",
    "row_of",
]
