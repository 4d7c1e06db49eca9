"""Check one value each, as a sheet holds it; a refusal says what would be right.

What a draft holds may be half written, so that nothing typed is lost; what is handed in may not.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from geodata import topics
from geodata.area import current_area
from geodata.coordinates import CoordinateError, check_lonlat
from geodata.hours import Hours
from servicemap.values import REORDERING, told

Check = Callable[[Any], None]
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
TELEPHONE = re.compile(r"[+(]?\d[\d ()/.,;+-]*(\s\(?[^\d]{0,40}\)?)?")
POSTAL_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{1,11}")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,29}:\S{1,160}")
BUSINESS = "business"
"""The scheme of a Finnish business id (Y-tunnus): `business:1234567-1`."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
MOST = 30  # of anything that is a list
MOST_RULES = 20


class Wrong(ValueError):
    """A value that cannot be handed in; its words are translated."""


def line(longest: int) -> Check:
    """Check a text of one line."""

    def check(value: Any) -> None:
        text(value, longest)
        if "\n" in value:
            raise Wrong(_("Write it on one line."))

    return check


def prose(longest: int) -> Check:
    """Check a text of several lines."""
    return lambda value: text(value, longest)


def one_of(known: Collection[str]) -> Check:
    """Check a choice."""

    def check(value: Any) -> None:
        if value not in known:
            raise Wrong(_("Choose one of those that are offered."))

    return check


def key(value: Any) -> None:
    """Check the key of a kind."""
    if not (isinstance(value, str) and KEY.fullmatch(value)):
        raise Wrong(_("Choose one of those that are offered."))


def website(value: Any) -> None:
    """Check the address of a page on the web: http or https, of a named host."""
    right = _("Write a web address that begins with https://, such as https://example.org.")
    text(value, 500)
    try:
        URLValidator(schemes=["http", "https"])(value)
        host = urlsplit(value).hostname or ""
    except (ValidationError, ValueError):
        raise Wrong(right) from None
    if _is_number(host) or "." not in host:
        raise Wrong(right)


def email(value: Any) -> None:
    """Check an address of e-mail."""
    text(value, 254)
    try:
        EmailValidator()(value)
    except ValidationError:
        raise Wrong(_("Write an e-mail address, such as name@example.org.")) from None


def telephone(value: Any) -> None:
    """Check a telephone number, behind which a few words may stand."""
    text(value, 100)
    if not TELEPHONE.fullmatch(value):
        raise Wrong(_("Write a telephone number in figures, such as +358 9 123 4567."))


def postal_code(value: Any) -> None:
    """Check a postal code, of any country."""
    text(value, 20)
    if not POSTAL_CODE.fullmatch(value):
        raise Wrong(_("Write a postal code, such as 02150."))


def languages(value: Any) -> None:
    """Check codes of languages."""
    for code in listed(value, MOST):
        if not (isinstance(code, str) and LANGUAGE.fullmatch(code)):
            raise Wrong(_("Choose one of those that are offered."))


def identifiers(value: Any) -> None:
    """Check what others call it; of a business id the check digit too."""
    for each in listed(value, MOST):
        if not (isinstance(each, str) and IDENTIFIER.fullmatch(each)):
            raise Wrong(_("Write what others call it as a scheme and a name, such as wikidata:Q1."))
        scheme, _colon, called = each.partition(":")
        if scheme == BUSINESS and not is_business_id(called):
            raise Wrong(
                _("This is no business id: seven figures, a hyphen and the right check digit.")
            )


def is_business_id(text: str) -> bool:
    """Say whether a text is a Finnish business id; its last figure checks the others.

    https://www.vero.fi/en/About-us/it-developer/ tells how it is reckoned: weights, modulo 11.
    """
    if not re.fullmatch(r"\d{7}-\d", text, re.ASCII):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False)) % 11
    return rest != 1 and (11 - rest) % 11 == int(text[-1])


def topic_keys(value: Any) -> None:
    """Check topics of the tree."""
    for each in listed(value, MOST):
        if not (isinstance(each, str) and topics.is_topic(each)):
            raise Wrong(_("Choose one of those that are offered."))


def point(value: Any) -> None:
    """Check a position: [lon, lat] inside the area's box."""
    if not (isinstance(value, list) and len(value) == 2):
        raise Wrong(_("Give a longitude and a latitude."))
    lon, lat = value
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in value):
        raise Wrong(_("Give a longitude and a latitude."))
    area = current_area()
    try:
        check_lonlat(lon, lat, area.box)
    except CoordinateError as error:
        raise Wrong(told(error)) from None
    if not area.box.contains(lon, lat):
        sides = {"box": ",".join(f"{side:g}" for side in area.box)}
        raise Wrong(
            _("This is outside the area, which is %(box)s (west,south,east,north).") % sides
        )


def hours(value: Any) -> None:
    """Check rules of opening hours, each with its comments by language."""
    rules = []
    for each in listed(value, MOST_RULES):
        if not (isinstance(each, list) and len(each) == 2):
            raise Wrong(_("These opening hours cannot be read."))
        rule, comment = each
        if not (isinstance(rule, str) and isinstance(comment, dict)):
            raise Wrong(_("These opening hours cannot be read."))
        text(rule, 2_000)
        for language, words in comment.items():
            if not (language == "" or LANGUAGE.fullmatch(language)):
                raise Wrong(_("These opening hours cannot be read."))
            text(words, 500)
        if rule:
            rules.append(rule)
    if rules and not Hours.of(rules).is_readable:
        raise Wrong(
            _("These opening hours cannot be read. Write them such as Mo-Fr 09:00-17:00; PH off.")
        )


def text(value: Any, longest: int) -> None:
    """Check a text of one line or several."""
    if not isinstance(value, str):
        raise Wrong(_("This is no text."))
    if len(value) > longest:
        count = {"count": len(value), "longest": longest}
        raise Wrong(
            _("This has %(count)d characters; at most %(longest)d can be published.") % count
        )
    bare = value.replace("\n", "").replace("\t", "")
    if REORDERING.search(value) or any(unicodedata.category(sign) == "Cc" for sign in bare):
        raise Wrong(
            _("This holds signs that cannot be seen and that turn text around; type it again.")
        )


def listed(value: Any, most: int) -> list[Any]:
    """Check that a value is a list, and not too long."""
    if not isinstance(value, list):
        raise Wrong(_("This is no list."))
    if len(value) > most:
        raise Wrong(
            _("There are %(count)d; at most %(most)d can be published.")
            % {
                "count": len(value),
                "most": most,
            }
        )
    return value


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(re.fullmatch(r"[\dx.a-f]+", host) and host[-1:].isdigit())
    return True
