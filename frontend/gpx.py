"""A trail and what lies along it as GPX 1.1, which devices for the way read.

Written with the standard library: what GPX asks for is the order of a dozen elements, and gpxpy
would bring its own model of them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from frontend.addresses import slug_of
from frontend.templatetags.tell import web_link
from frontend.words import what_is
from servicemap import along, parameters, things
from servicemap.along import Along, AlongAnswer, AlongQuery
from servicemap.border import question

NAMESPACE = "http://www.topografix.com/GPX/1/1"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
CONTENT_TYPE = "application/gpx+xml; charset=utf-8"
PARAMETERS = (along.WITHIN, things.KINDS, things.KIND, along.DIRECTION, parameters.LANG)
UNWRITABLE = re.compile(r"[\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
LONGEST = 500


@question
def trail_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET /feeds/trails/{id}.gpx."""
    query = AlongQuery.from_params(id, request.GET, PARAMETERS)
    answer = along.answer(along.whole(query))
    page = request.build_absolute_uri(reverse("pages:trails-one", kwargs={"id": answer.trail.pk}))
    response = HttpResponse(written(answer, page), content_type=CONTENT_TYPE)
    name = slug_of(answer.name).encode("ascii", "ignore").decode().strip("-") or f"trail-{id}"
    response["Content-Disposition"] = f'attachment; filename="{name}.gpx"'
    return response


def written(answer: AlongAnswer, page: str) -> bytes:
    """Return the document; elements stand in the order that the schema of GPX 1.1 asks for."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(
        _tag("gpx"),
        {
            "version": "1.1",
            "creator": "servicemap",
            f"{{{SCHEMA}}}schemaLocation": f"{NAMESPACE} {NAMESPACE}/gpx.xsd",
        },
    )
    _metadata(root, answer, page)
    for each in answer.along:
        _waypoint(root, each)
    track = _add(root, "trk")
    _add(track, "name", answer.name)
    _add(track, "type", answer.trail.kind)
    for part in answer.chainage.parts:
        _segment(track, part.lonlat.tolist())
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _metadata(root: ET.Element, answer: AlongAnswer, page: str) -> None:
    source = answer.trail.source
    metadata = _add(root, "metadata")
    _add(metadata, "name", answer.name)
    _add(metadata, "desc", "; ".join(_rights(answer)))
    copyright = _add(metadata, "copyright", author=answer.provenance.attribution)
    if source.data_date:
        _add(copyright, "year", str(source.data_date.year))
    if web_link(source.licence_url):
        _add(copyright, "license", web_link(source.licence_url))
    _add(_add(metadata, "link", href=page), "text", answer.name)
    written_at = answer.trail.updated_at.astimezone(dt.UTC)
    _add(metadata, "time", written_at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _rights(answer: AlongAnswer) -> Iterator[str]:
    yield answer.provenance.attribution
    if answer.trail.source.licence:
        yield _("Licence: %(licence)s") % {"licence": answer.trail.source.licence}
    if answer.trail.is_example:
        yield _("Example, not real")
    if answer.next:
        yield _("Only the first %(count)d of %(all)d places along it are in this file.") % {
            "count": len(answer.along),
            "all": answer.count,
        }


def _waypoint(root: ET.Element, each: Along) -> None:
    thing = each.thing
    what = what_is(thing.noun, thing.kind)
    lon, lat = thing.lonlat
    point = _add(root, "wpt", lat=f"{lat:.7f}", lon=f"{lon:.7f}")
    _add(point, "name", thing.name or what[:1].upper() + what[1:])
    told = [_("after %(metres)s m") % {"metres": round(each.along_metres)}, *thing.opening_hours]
    if thing.is_example:
        told.append(_("Example, not real"))
    _add(point, "desc", "; ".join(told))
    _add(point, "type", what)


def _segment(track: ET.Element, line: list[list[float]]) -> None:
    segment = _add(track, "trkseg")
    for lon, lat in line:
        _add(segment, "trkpt", lat=f"{lat:.7f}", lon=f"{lon:.7f}")


def _add(parent: ET.Element, name: str, text: str = "", /, **attributes: str) -> ET.Element:
    """Append an element; the library escapes what it is given, but not what XML cannot hold."""
    clean = {key: _clean(value) for key, value in attributes.items()}
    element = ET.SubElement(parent, _tag(name), clean)
    if text:
        element.text = _clean(text)
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _clean(text: str) -> str:
    kept = (sign for sign in text[:LONGEST] if unicodedata.category(sign) not in ("Cc", "Cs"))
    return UNWRITABLE.sub("", "".join(kept))
