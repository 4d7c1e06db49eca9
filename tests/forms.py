"""Read the forms of pages, and send them back as a browser would."""

from __future__ import annotations

import html as entities
import re
from typing import Any


def fields(page: str, id: str = "writing") -> dict[str, Any]:
    """Return what a form would post if it were not touched."""
    posted: dict[str, Any] = {}
    form = page.partition(f'id="{id}"')[2].partition("</form>")[0]
    for tag in re.findall(r"<input [^>]*>", form):
        named = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        if named is None or (kind and kind[1] in ("checkbox", "radio") and "checked" not in tag):
            continue
        usual = "on" if kind and kind[1] == "checkbox" else ""
        posted.setdefault(named[1], []).append(entities.unescape(value[1]) if value else usual)
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        posted[name] = [re.sub(r"\r?\n", "\r\n", entities.unescape(text))]
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.S):
        posted[name] = re.findall(r'value="([^"]*)" selected', options) or [""]
    return posted
