"""Random portfolios that exercise every edge of the documents; the same seed gives the same."""

from tests.literal.portfolios.writing import About, write_portfolio

__all__ = ["About", "write_portfolio"]
