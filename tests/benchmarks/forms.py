"""Read a form of a page as a browser would send it."""

from __future__ import annotations

import http.client
from html.parser import HTMLParser

from tests.benchmarks.asking import Request


def fields_of(port: int, request: Request) -> list[tuple[str, str]]:
    """Ask for a page, and return what its form for POST would send without its buttons."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", request.path, headers=request.headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        raise ValueError(f"{request.path}: status {answer.status}")
    reader = Reader()
    reader.feed(text)
    return reader.fields


class Reader(HTMLParser):
    """Gathers the fields of the first form that is posted."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.inside: bool | None = None  # None before the form, False after it
        self.name = ""  # of the select or textarea that is being read
        self.text: list[str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take what an element says by itself."""
        told = {name: value or "" for name, value in attributes}
        if tag == "form" and self.inside is None and told.get("method", "").lower() == "post":
            self.inside = "account/sign-out" not in told.get("action", "") or None
        if not self.inside:
            return
        if tag == "input" and told.get("name"):
            is_box = told.get("type") in ("checkbox", "radio")
            if not (is_box and "checked" not in told) and told.get("type") not in (
                "file",
                "submit",
            ):
                self.fields.append((told["name"], told.get("value", "on" if is_box else "")))
        elif tag in ("select", "textarea"):
            self.name, self.text = told.get("name", ""), [] if tag == "textarea" else None
        elif tag == "option" and "selected" in told:
            self.fields.append((self.name, told.get("value", "")))

    def handle_data(self, data: str) -> None:
        """Keep what stands in a textarea."""
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close what has been read."""
        if tag == "form" and self.inside:
            self.inside = False
        if tag == "textarea" and self.inside and self.text is not None:
            self.fields.append((self.name, "".join(self.text).removeprefix("\n")))
            self.text = None
