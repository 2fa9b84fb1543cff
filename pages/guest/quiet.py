"""Tokens stay out of the server's own log of what was asked for."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"(/s/)[^/?\s\"]+")


class _WithoutTokens(logging.Filter):
    """Blackens the token in a record of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without a token."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _TOKEN.sub(r"\1...", each) if isinstance(each, str) else each
                for each in record.args
            )
        return True


def keep_tokens_out_of_logs() -> None:
    """Filter what uvicorn logs of requests, where it is told to log them."""
    access = logging.getLogger("uvicorn.access")
    if not any(isinstance(each, _WithoutTokens) for each in access.filters):
        access.addFilter(_WithoutTokens())
