"""Tell search engines in schema.org's terms what a page is about; nothing of it is executed."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

Data = dict[str, Any]
# What could end the block or a line of it: only texts hold these signs, where JSON may escape them.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_script(data: Data) -> SafeString:
    """Return a data block for the page's head; fields that hold nothing are left out."""
    whole = {"@context": "https://schema.org", **_without_nothing(data)}
    text = json.dumps(whole, ensure_ascii=False).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_nothing(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    return [_without_nothing(each) for each in value] if isinstance(value, list) else value
