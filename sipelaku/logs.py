"""Writes log lines without personal data: no query strings, no tokens, no values in error messages."""

import logging
import re
import traceback
from types import TracebackType

QUERY_STRING = re.compile(r"\?[^\s\"']*")
CAPABILITY = re.compile(r"/(t|v|tanya|konsultasi|survei|sentuh)/[^/\s\"']+")

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Formats a record so that it says where something happened, not to whom."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        record.message = CAPABILITY.sub(r"/\1/...", QUERY_STRING.sub("?...", record.message))
        return super().formatMessage(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802
        """Give the stack and the kinds of the errors; their messages may quote rows and input."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines += [
                *traceback.format_tb(error.__traceback__),
                f"{type(error).__module__}.{type(error).__qualname__}\n",
            ]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()
