"""Turn OpenStreetMap's free-text tags into clean names, addresses and contact details."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.texts import Texts
    from importers.osm.model import Tags

# OpenStreetMap's own limit for a value; a longer one was not made by its tools.
LONGEST_TEXT = 255
# Other names, in the order in which they are worth showing, and the BCP 47 private-use subtag
# under which they are kept: "fi-x-alt" is searched like any name, but never chosen before "fi".
OTHER_NAMES = {
    "alt_name": "x-alt",
    "short_name": "x-short",
    "official_name": "x-official",
    "loc_name": "x-local",
    "int_name": "x-int",
    "old_name": "x-old",
}
# A code such as fi, zh-Hant or be-tarask; name:left, name:etymology and the like are no languages.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Format characters that reorder or hide text. The two joiners stay: Persian and Kannada need them.
KEPT_FORMATS = {"\u200c", "\u200d"}
HOST = re.compile(r"([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,}", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@([\w-]+\.)+[a-zA-Z]{2,}")
TELEPHONE = re.compile(r"\+?[\d\s()./-]{3,40}")


class UnusableTags(ValueError):
    """Tags that no honest record can be made of; the message is the reason."""


def clean(text: str) -> str:
    """Return `text` in NFC on one line, without control, direction and hidden characters."""
    normal = unicodedata.normalize("NFC", text)
    kept = normal if normal.isprintable() else "".join(map(_visible, normal))
    return " ".join(kept.split()).strip("\u200c\u200d ")


def _visible(sign: str) -> str:
    if sign in KEPT_FORMATS:
        return sign
    category = unicodedata.category(sign)
    if category == "Cc":
        return " "
    return "" if category[0] == "C" else sign


def names(tags: Tags) -> Texts:
    """Return every name: language → name, "" for a name whose language the tags do not tell.

    What `name` says comes first, whatever the order of the tags: things are compared by it.
    Other names follow under private-use keys such as "x-alt" and "sv-x-old".
    Raises UnusableTags for a name longer than OpenStreetMap allows.
    """
    texts: Texts = {}
    for key, value in tags.items():
        head, _, language = key.partition(":")
        if head == "name" and LANGUAGE.fullmatch(language) and (text := _name(value)):
            texts[language] = text
    plain = _name(tags.get("name", ""))
    if plain and plain not in texts.values():
        texts[""] = plain
    texts = dict(sorted(texts.items(), key=lambda item: (item[1] != plain, item[0])))
    return {**texts, **_other_names(tags, set(texts.values()))} if texts else {}


def texts_of(tags: Tags, key: str) -> Texts:
    """Return `key`, `key:fi` … as Texts; too long ones are left out."""
    texts: Texts = {}
    for tag, value in tags.items():
        head, _, language = tag.partition(":")
        if head == key and (not language or LANGUAGE.fullmatch(language)):
            text = clean(value)
            if text and len(text) <= LONGEST_TEXT:
                texts[language] = text
    if texts.get("") in [text for language, text in texts.items() if language]:
        del texts[""]
    return texts


def _name(value: str) -> str:
    text = clean(value)
    if len(text) > LONGEST_TEXT:
        what = f"its name has {len(text)} characters, OpenStreetMap allows {LONGEST_TEXT}"
        raise UnusableTags(what)
    return text


def _other_names(tags: Tags, known: set[str]) -> Texts:
    others: Texts = {}
    for key, value in tags.items():
        head, _, language = key.partition(":")
        if head not in OTHER_NAMES or (language and not LANGUAGE.fullmatch(language)):
            continue
        subtag = f"{language}-{OTHER_NAMES[head]}" if language else OTHER_NAMES[head]
        for text in filter(None, map(clean, value.split(";"))):
            if text not in known and len(text) <= LONGEST_TEXT:
                others[_free(subtag, others)] = text
                known.add(text)
    return others


def _free(subtag: str, taken: Texts) -> str:
    number = 1
    candidate = subtag
    while candidate in taken:
        number += 1
        candidate = f"{subtag}-{number}"
    return candidate


def short_text(tags: Tags, *keys: str, longest: int = 200) -> str:
    """Return the first of `keys` that has a text of at most `longest` characters."""
    for key in keys:
        text = clean(tags.get(key, ""))
        if text and len(text) <= longest:
            return text
    return ""


def website(tags: Tags) -> str:
    """Return the first http or https address with a host name; other schemes are left out."""
    for text in _values(tags, "website", "contact:website", "url", "contact:url"):
        address = text if "://" in text else f"https://{text}"
        try:
            parts = urlsplit(address)
            port_is_sound = parts.port is None or parts.port > 0
        except ValueError:
            continue
        is_web = parts.scheme.lower() in ("http", "https") and not (parts.username or " " in text)
        if is_web and port_is_sound and HOST.fullmatch(parts.hostname or ""):
            return address
    return ""


def email(tags: Tags) -> str:
    """Return the first address that looks like one."""
    found = (text for text in _values(tags, "email", "contact:email") if EMAIL.fullmatch(text))
    return next(found, "")


def telephone(tags: Tags) -> str:
    """Return the first telephone number, written as in OpenStreetMap."""
    keys = ("phone", "contact:phone", "telephone", "mobile", "contact:mobile")
    return next((text for text in _values(tags, *keys) if TELEPHONE.fullmatch(text)), "")


def _values(tags: Tags, *keys: str) -> Iterable[str]:
    for key in keys:
        for value in tags.get(key, "").split(";"):
            if (text := clean(value)) and len(text) <= LONGEST_TEXT:
                yield text


def wheelchair(tags: Tags) -> str:
    """Return yes, no, limited, or "" when the tags do not tell."""
    value = tags.get("wheelchair", "")
    if value == "designated":
        return "yes"
    return value if value in ("yes", "no", "limited") else ""
