"""Show the things of the data safely and the same everywhere: names, figures, links, symbols."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from django import template
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend import words
from frontend.addresses import endpoint_address, entry_address
from frontend.frame import Frame, frame_of
from frontend.kinds import COLLECTION_OF, KINDS

register = template.Library()
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
LONGEST_NAME = 200


@register.simple_tag(takes_context=True)
def frame(context: template.Context) -> Frame:
    """Return what stands around the page; works without a request too."""
    return frame_of(context.get("request"), context.get("others") or {})


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a symbol of the sprite; without a label it is mere decoration."""
    address = f"{static('frontend/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon icon-{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            name,
            label,
            address,
        )
    return format_html(
        '<svg class="icon icon-{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        name,
        address,
    )


@register.simple_tag
def name(text: str, language: str = "", longest: int = LONGEST_NAME) -> SafeString:
    """Show a name apart from the direction and the language of the text around it."""
    short = Truncator(text).chars(longest)
    if language and language != get_language() and LANGUAGE.fullmatch(language):
        return format_html('<bdi lang="{}">{}</bdi>', language, short)
    return format_html("<bdi>{}</bdi>", short)


@register.simple_tag
def entry_link(collection: str, entry: Any) -> SafeString:
    """Link an entry by its name, or by what it is when it has none."""
    address = entry_address(collection, entry.id, entry.name)
    return format_html('<a href="{}">{}</a>', address, entry_name(collection, entry))


@register.simple_tag
def entry_name(collection: str, entry: Any) -> SafeString:
    """Show an entry's name, or what it is when it has none."""
    if entry.name:
        return name(entry.name, str(entry.properties["name_language"]))
    return format_html("{}", plain_name(collection, entry))


@register.simple_tag
def plain_name(collection: str, entry: Any) -> str:
    """Return an entry's name for a title: text alone, short."""
    if entry.name:
        return Truncator(entry.name).chars(80)
    what = words.kind_of(collection, entry.properties)
    return _("%(kind)s without a name") % {"kind": what[:1].upper() + what[1:]}


@register.simple_tag
def kind(collection: str, properties: Mapping[str, Any]) -> str:
    """Return what an entry is."""
    return words.kind_of(collection, properties)


@register.simple_tag
def end_link(end: Any) -> SafeString:
    """Link one end of a walk to its page when it has one."""
    shown = name(end.name, end.name_language)
    address = endpoint_address(end.id, end.name)
    return format_html('<a href="{}">{}</a>', address, shown) if address else shown


@register.filter
def end_icon(end: Any) -> str:
    """Return the symbol of one end of a walk."""
    kinds = {kind.one: kind.icon for kind in KINDS.values()}
    return kinds.get(end.kind, "place")


@register.filter
def end_kind(kind: str) -> str:
    """Return what a candidate is, in the reader's language."""
    return str(KINDS[COLLECTION_OF[kind]].name) if kind in COLLECTION_OF else kind


@register.filter
def wheelchair_word(value: str) -> str:
    """Say in words whether a wheelchair can be used."""
    return words.word(words.WHEELCHAIR, value)


@register.filter
def step_free_word(value: str) -> str:
    """Say in words whether a walk is step-free."""
    return words.word(words.STEP_FREE, value)


@register.filter
def fee_word(value: str) -> str:
    """Say in words whether it costs something."""
    return words.word(words.FEE, value)


@register.filter
def component_word(value: str) -> str:
    """Say what a component of a hub is."""
    return words.word(words.COMPONENTS, value)


@register.filter
def place_word(value: str) -> str:
    """Say what a place of an organisation is."""
    return words.word(words.ORGANISATIONS, value)


@register.filter
def profile_word(value: str) -> str:
    """Say who walks."""
    return words.word(words.PROFILES, value)


@register.filter
def surface_word(value: str) -> str:
    """Say what one walks on."""
    return words.word(words.SURFACES, value)


@register.filter
def percent(share: float) -> int:
    """Return a share as whole per cent."""
    return round(100 * share)


@register.filter
def web_link(address: str) -> str:
    """Return an address that may be linked to: http or https with a host; else nothing."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.hostname else ""


@register.filter
def web_host(address: str) -> str:
    """Return the host of an address, as people call a website."""
    host = urlsplit(address.strip()).hostname or ""
    return Truncator(host.removeprefix("www.")).chars(60)


@register.filter
def mail_link(address: str) -> str:
    """Return a mailto: link; nothing for what is no address."""
    sound = MAIL.fullmatch(address)
    return f"mailto:{quote(address, safe='@.+-_')}" if sound else ""


@register.filter
def call_link(number: str) -> str:
    """Return a tel: link of one telephone number; nothing for several or for other text."""
    digits = re.sub(r"[\s()./-]", "", number)
    return f"tel:{digits}" if re.fullmatch(r"\+?\d{3,15}", digits) else ""


@register.filter
def date_of(text: str | None) -> dt.date | None:
    """Read an ISO date, so that it can be shown as the reader's language writes it."""
    return dt.date.fromisoformat(text) if text else None


@register.filter
def kilometres(metres: float) -> str:
    """Return a trail's length in kilometres: two places below one kilometre, else one."""
    return floatformat(metres / 1000, "2g" if metres < 1000 else "1g")


@register.filter
def component_icon(kind: str) -> str:
    """Return the symbol of a component of a hub."""
    return kind if kind in words.COMPONENTS else "hub"


@register.filter
def kinds_of(components: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what one can change between, each way of travelling once."""
    return list(dict.fromkeys(words.word(words.COMPONENTS, part["kind"]) for part in components))


@register.simple_tag
def component_link(part: Mapping[str, Any]) -> SafeString:
    """Link a component of a hub to its station's page."""
    address = endpoint_address(part["station"], part["name"])
    return format_html('<a href="{}">{}</a>', address, name(part["name"]))


@register.simple_tag
def address_with(base: str, params: Mapping[str, str], key: str, value: str) -> str:
    """Return an address whose query has one parameter replaced."""
    return f"{base}?{urlencode({**params, key: value})}"
