"""One character for a separator of several, or for an escaped quote, while text is read."""

from __future__ import annotations

from dataclasses import dataclass

from health.tables.dialect import Dialect, signed


@dataclass(frozen=True)
class Signs:
    """One character for the separator and one for what a backslash escapes, none of them in the
    text; and the way back."""

    dialect: Dialect
    delimiter: str
    escaped: str = ""
    slash: str = ""

    @staticmethod
    def of(text: str, dialect: Dialect) -> Signs:
        """Signs that the text does not hold."""
        free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
        delimiter = dialect.delimiter if len(dialect.delimiter) == 1 else next(free)
        if not dialect.backslash:
            return Signs(dialect, delimiter)
        return Signs(dialect, delimiter, next(free), next(free))

    def prepared(self, text: str) -> str:
        """The text with signs in it."""
        if self.dialect.delimiter and self.delimiter != self.dialect.delimiter:
            text = signed(text, self.dialect.delimiter, self.delimiter)
        if self.escaped:
            text = text.replace("\\\\", self.slash)
            text = text.replace("\\" + self.dialect.quote, self.escaped)
        return text

    def original(self, text: str) -> str:
        """Prepared text as it stood in the file."""
        if self.escaped:
            text = text.replace(self.escaped, "\\" + self.dialect.quote)
            text = text.replace(self.slash, "\\\\")
        if self.delimiter != self.dialect.delimiter:
            text = text.replace(self.delimiter, self.dialect.delimiter)
        return text

    def value(self, cell: str) -> str:
        """What a prepared cell means."""
        if self.escaped:
            cell = cell.replace(self.escaped, self.dialect.quote).replace(self.slash, "\\")
        if self.delimiter != self.dialect.delimiter:
            cell = cell.replace(self.delimiter, self.dialect.delimiter)
        return cell

    @property
    def plain(self) -> bool:
        """Whether prepared text is the text itself."""
        return not self.escaped and self.delimiter == self.dialect.delimiter
