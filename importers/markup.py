"""Turn the HTML that people write into descriptions into plain paragraphs.

By Python's own parser: html2text is under the GPL, inscriptis needs lxml, and sanitizers such as
nh3 keep the HTML. No tag survives, so the result is as safe as any other text.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

# fmt: off
PARAGRAPHS = frozenset((
    "p", "div", "section", "article", "header", "footer", "blockquote", "pre", "table", "ul", "ol",
    "dl", "h1", "h2", "h3", "h4", "h5", "h6",
))
# fmt: on
LINES = frozenset(("br", "li", "tr", "dt", "dd"))
SILENT = frozenset(("script", "style", "template", "iframe", "object", "svg", "title"))
LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d?);")
CUT = "…"


def plain_text(text: str, longest: int | None = None) -> str:
    """Return a text without markup: paragraphs parted by an empty line, list items by a dash.

    A text that holds no markup keeps its own lines. One that is too long ends with an ellipsis.
    """
    if LOOKS_LIKE_HTML.search(text):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    lines = (" ".join(line.split()) for line in text.splitlines())
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if longest is not None and len(tidy) > longest:
        tidy = tidy[: longest - len(CUT)].rstrip() + CUT
    return tidy


def plain_line(text: str) -> str:
    """Return a name on one line, with the signs that "&amp;" and its like stand for.

    What looks like a tag stays: it is part of the name, and pages show it as text.
    """
    return " ".join(html.unescape(text).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag in PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in LINES:
            self.parts.append("\n– " if tag == "li" else "\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in PARAGRAPHS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A line end inside HTML is a space; those that count come from tags.
            self.parts.append(re.sub(r"\s+", " ", data))
