"""Cuts the article out of a page.

The publishing tool writes each article twice: into the DOM, and escaped into the JSON of `script#diplodoc-state`.
Sites published without static content have only the JSON. Either gives the same `Article`.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Final

import lxml.html
from lxml.etree import ParserError

from ..examples.json_text import whole_characters
from ..problems import PageError

_STATE: Final = re.compile(r"<script\b[^<>]*\bid=[\"']?diplodoc-state[\"']?[^<>]*>", re.IGNORECASE)
_STATE_ID: Final = b'id="diplodoc-state"'
_SCRIPT_END: Final = re.compile(r"</script\s*>", re.IGNORECASE)
_END: Final = re.compile(r"</html\s*>\s*\Z", re.IGNORECASE)
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_UNUSUAL: Final = re.compile(r"&(?!amp;)")
# Attributes take the square of their number to be read; no page comes near.
_ENDLESS_TAG: Final = re.compile(r"<[A-Za-z][^<>]{20000}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES: Final = bytes(byte for byte in range(0x80) if _CONTROL.match(chr(byte)))


@dataclass(frozen=True)
class Article:
    title: str
    body: str
    """HTML of the article alone. Empty: a page of another kind, such as the site's front page."""


def article_of(content: bytes) -> Article:
    """The article of one page. Raises PageError for what is no whole page."""
    text = _decode(content)
    if not text.strip():
        raise PageError("the page is empty")
    if not _HTML.search(text[:2000]):
        raise PageError("is not an HTML page")
    if not _END.search(text, max(0, text.rfind("</"))):
        raise PageError("is cut off: </html> is missing", _last_line(text))
    article = _from_state(text)
    if _ENDLESS_TAG.search(article.body if article else text):
        raise PageError("has a tag that is longer than 20,000 characters")
    return article or _from_dom(text)


def written_article(content: bytes) -> tuple[str, str] | None:
    """Title and body as the JSON of the page has them, still escaped, in a tenth of the time.

    None where it takes a closer look, at what is no whole page too. Who compares a page with itself needs no more.
    """
    start = content.find(_STATE_ID)
    end = content.find(b"</script", start)
    if start < 0 or end < 0 or not content.rstrip().endswith(b"</html>"):
        return None
    try:
        data = json.loads(content[content.index(b">", start) + 1 : end])["data"]
        title, body = data["title"], data["html"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (title, body) if isinstance(title, str) and isinstance(body, str) else None


def _decode(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PageError(f"is not UTF-8 (byte {error.start})") from None
    # Control characters mean nothing in HTML; gone here, they can trouble nobody further on.
    return text if len(content.translate(None, _CONTROL_BYTES)) == len(content) else _CONTROL.sub("", text)


def _last_line(text: str) -> str:
    return f"line {text.count(chr(10)) + 1}"


def _from_state(text: str) -> Article | None:
    start = _STATE.search(text)
    if not start:
        return None
    end = _SCRIPT_END.search(text, start.end())
    try:
        data = json.loads(text[start.end() : end.start() if end else None])["data"]
        body, title = data.get("html"), data.get("title")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PageError("is damaged: its JSON cannot be read", "script#diplodoc-state") from None
    if body is None and data.get("leading"):
        return Article(title=str(title or ""), body="")
    if not isinstance(body, str):
        return None
    return Article(
        title=_plain(whole_characters(str(title or ""))), body=_CONTROL.sub("", _unescaped(whole_characters(body)))
    )


def _unescaped(text: str) -> str:
    """`html.unescape`, several times as fast where only the usual four are escaped."""
    short = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return html.unescape(text) if _UNUSUAL.search(short) else short.replace("&amp;", "&")


def _from_dom(text: str) -> Article:
    try:
        root = lxml.html.document_fromstring(  # pyright: ignore[reportUnknownMemberType]  # **kw has no type
            text, parser=lxml.html.HTMLParser(huge_tree=False)
        )
    except (ParserError, ValueError):
        raise PageError("is not an HTML page") from None
    body = next((div for div in root.iter("div") if "dc-doc-page__body" in str(div.get("class", "")).split()), None)
    if body is None:
        raise PageError("holds no article: neither div.dc-doc-page__body nor script#diplodoc-state")
    heading = next(root.iter("h1"), None)
    title = "".join(str(part) for part in heading.itertext()) if heading is not None else ""
    return Article(title=_plain(title), body=lxml.html.tostring(body, encoding="unicode", with_tail=False))


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())
