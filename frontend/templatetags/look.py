"""Show the things of the data safely and the same everywhere: names, links, symbols."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from frontend import words
from frontend.addresses import endpoint_address, entry_address
from frontend.frame import Frame, frame_of
from frontend.kinds import COLLECTION_OF, KINDS, icon_of
from frontend.templatetags.tell import end_kind

register = template.Library()
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
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
def end_link(end: Any) -> str:
    """Link one end of a walk to its page when it has one."""
    shown = name(end.name, end.name_language) if end.name != end.id else nameless(end)
    address = endpoint_address(end.id, end.name)
    return format_html('<a href="{}">{}</a>', address, shown) if address else shown


def nameless(end: Any) -> str:
    """Return what to call an end of a walk that has no name, which answers call by its id."""
    return _("%(kind)s without a name") % {"kind": end_kind(end.kind)} if ":" in end.id else end.id


@register.filter
def end_icon(end: Any) -> str:
    """Return the symbol of one end of a walk."""
    kinds = {kind.one: kind.icon for kind in KINDS.values()}
    return kinds.get(end.kind, "place")


@register.simple_tag
def component_link(part: Mapping[str, Any]) -> SafeString:
    """Link a component of a hub to its station's page."""
    return entry_of(part["station"], part["name"])


@register.simple_tag
def entry_of(endpoint: str, called: str) -> SafeString:
    """Link what answers call `station:12` to its page by its name, or its id when it has none."""
    shown = name(called) if called else endpoint
    return format_html('<a href="{}">{}</a>', endpoint_address(endpoint, called), shown)


@register.simple_tag
def comma() -> str:
    """Return what stands between two parts of a list; not every script has the same."""
    return pgettext("between parts of a list", ", ")


@register.simple_tag
def thing_link(thing: Any) -> SafeString:
    """Link one of many kinds of things by its name, when it has a page."""
    shown = name(thing.name, thing.name_language)
    address = endpoint_address(f"{thing.noun}:{thing.id}", thing.name)
    return format_html('<a href="{}">{}</a>', address, shown) if address else shown


@register.simple_tag
def what_is(noun: str, kind: str) -> str:
    """Return what something found is, in the reader's language."""
    return words.what_is(noun, kind)


@register.simple_tag
def thing_icon(noun: str, kind: str) -> SafeString:
    """Draw the symbol of one of many kinds of things."""
    collection = COLLECTION_OF.get(noun)
    return icon(icon_of(collection, kind) if collection else "clock")


@register.simple_tag
def address_with(base: str, params: Mapping[str, str], key: str, value: str) -> str:
    """Return an address whose query has one parameter replaced."""
    return f"{base}?{urlencode({**params, key: value})}"
