"""Post a form as a browser would: what its page shows, and what somebody changed of it."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from geodata.models import Organisation
from servicemap.models import Revision


def begin(client: Client, organisation: Organisation | None = None) -> Revision:
    """Begin to change an organisation, or a new one."""
    path = f"organisations/{organisation.pk}/change" if organisation else "new"
    client.post(f"/en/my/{path}")
    return Revision.objects.latest("pk")


def step(client: Client, draft: Revision, key: str, **changed: Any) -> Any:
    """Open a step, fill in some of it, and post it."""
    address = f"/en/my/drafts/{draft.pk}/{key}"
    page: Any = client.get(address)
    said = {name.replace("__", "."): value for name, value in changed.items()}
    answer = client.post(address, fields(page.content.decode()) | {"do": "on"} | said)
    draft.refresh_from_db()
    return answer


def fields(page: str) -> dict[str, Any]:
    """Return what the form of a page would post if it were not touched."""
    posted: dict[str, Any] = {}
    form = page.partition('id="writing"')[2].partition("</form>")[0]
    for tag in re.findall(r"<input [^>]*>", form):
        named, value = _attribute(tag, "name"), _attribute(tag, "value")
        if named and (_attribute(tag, "type") not in ("checkbox", "radio") or "checked" in tag):
            posted.setdefault(named, []).append(value)
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        posted[name] = [re.sub(r"\r?\n", "\r\n", html.unescape(text))]
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.S):
        posted[name] = re.findall(r'value="([^"]*)" selected', options) or [""]
    return posted


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""
