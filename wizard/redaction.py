"""Keeps entry links out of the log: whoever reads one could come in with it."""

import logging
import re

_LINK = re.compile(r"(/enter/)[^/\s\"']+")


class EntryLinkFilter(logging.Filter):
    """Replaces the secret part of entry links in a record's text."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "/enter/" in text:
            record.msg, record.args = _LINK.sub(r"\1…", text), ()
        return True
