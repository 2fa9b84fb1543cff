"""Google spreadsheets, a table a tab, by gspread."""

from health.sheets.access import Access
from health.sheets.address import spreadsheet_id
from health.sheets.limits import Limits
from health.sheets.reading import fetched

__all__ = ["Access", "Limits", "fetched", "spreadsheet_id"]
