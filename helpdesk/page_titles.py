"""The title of a page somebody else wrote, from its first bytes.

Whoever wrote the page may mean harm. ``html.parser`` takes the better part of a minute for 64 KB of half-open tags
(its time grows with their square), so the title is looked for from one mark to the next, never twice at one place.
"""

from __future__ import annotations

import re
from html import unescape

HEAD_BYTES = 64 * 1024
LONGEST_TITLE = 200
LONGEST_RAW_TITLE = 4000  # characters, before references are resolved and blanks are joined
PAGES = frozenset({"text/html", "application/xhtml+xml"})

# As browsers read these labels. A label from outside never reaches Python's own list of codecs, some of
# which unpack, or take a time that grows with the square of what they read.
CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-15": "iso8859-15",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Where a title may begin, and what may hold words that only look like one.
MARKS = re.compile(r"<!--|<(script|style|svg|textarea|title)(?=[\s/>])", re.ASCII | re.IGNORECASE)

IN_THE_TYPE = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_-]{1,30})", re.ASCII | re.IGNORECASE)
IN_THE_PAGE = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{1,30})", re.IGNORECASE)


def title_of(body: bytes, content_type: str) -> str:
    """The title of the page that begins with ``body``, on one line, cut to LONGEST_TITLE; "" when it has none."""
    if content_type.partition(";")[0].strip().lower() not in PAGES:
        return ""
    head = body[:HEAD_BYTES]
    words = unescape(_raw_title(head.decode(_charset_of(head, content_type), "replace")))
    return printable(" ".join(words.split()))[:LONGEST_TITLE].strip()


def printable(text: str) -> str:
    """``text`` without control and direction characters, which databases refuse and lines of a page suffer from."""
    return "".join(letter for letter in text if letter.isprintable())


def _charset_of(head: bytes, content_type: str) -> str:
    for mark, charset in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return charset
    if told := IN_THE_TYPE.search(content_type):
        return CHARSETS.get(told[1].lower(), "utf-8")
    if told_within := IN_THE_PAGE.search(head[:1024]):
        # A page that can be read that far is not in two-byte letters, whatever it says.
        charset = CHARSETS.get(told_within[1].decode().lower(), "utf-8")
        return "utf-8" if charset.startswith("utf-16") else charset
    return "utf-8"


def _raw_title(page: str) -> str:
    """What stands in the first title that is one."""
    at = 0
    while mark := MARKS.search(page, at):
        name = (mark[1] or "").lower()
        begins = mark.end() if not name else page.find(">", mark.end()) + 1
        end = _end_of(name, page, begins) if begins else None
        if name == "title" and begins:
            return page[begins : end.start() if end else None][:LONGEST_RAW_TITLE]
        if end is None:
            return ""
        at = end.end()
    return ""


def _end_of(name: str, page: str, begins: int) -> re.Match[str] | None:
    closing = f"</{name}" if name else "-->"
    return re.compile(closing, re.ASCII | re.IGNORECASE).search(page, begins)
