"""Read the features of a GML answer one by one, as a stream that may neither lie nor grow.

No DTD is read, so that there are neither entities to expand nor files to include, and what was
read is let go of at once. GDAL is not asked: its GML reader looks for schemas at addresses that
the file names, writes files beside it, and needs all of it before it knows its layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from shapely.geometry.base import BaseGeometry

from importers.errors import InputError
from importers.wfs.shapes import GEOMETRIES, UnusableShape, local, read_shape

PAGES = "pages"  # the root of several answers in one file
MEMBERS = {"featureMember", "featureMembers", "member"}
COLLECTIONS = {"FeatureCollection", "SimpleFeatureCollection", "Tuple"}
EXCEPTIONS = {"ExceptionReport", "ServiceExceptionReport"}
OGC = ("http://www.opengis.net/wfs", "http://www.opengis.net/gml")
DEEPEST = 60
MOST_ELEMENTS = 1_000_000  # within one feature; a polygon may have a `pos` per vertex
LONGEST_ERROR = 300
HTML = "This is HTML, not GML; the service may show an error page"


@dataclass(frozen=True, slots=True)
class GmlFeature:
    """One feature: its place in the file from 1, its own id, its properties and its geometry.

    `trouble` says why there is no geometry. Coordinates are as written, in the system `srs`.
    """

    number: int
    key: str
    properties: dict[str, str]
    shape: BaseGeometry | None
    srs: str
    trouble: str = ""


def read_features(stream: IO[bytes]) -> Iterator[GmlFeature]:
    """Yield every feature; raises InputError for what is no GML, or is a service's error."""
    reader = _Reader()
    try:
        events = iterparse(
            stream, ("start", "end"), forbid_dtd=True, forbid_entities=True, forbid_external=True
        )
        for event, element in events:
            if event == "start":
                reader.begin(element)
            elif (feature := reader.end(element)) is not None:
                yield feature
    except DefusedXmlException:
        if _is_html(stream):
            raise InputError(f"{HTML}.") from None
        raise InputError(
            "The XML has a document type (DTD) or entities, which are not read: they can include "
            "files or grow without limit."
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{_unlike_xml(stream)} ({str(error)[:120]}).") from None


@dataclass
class _Reader:
    """Where in the document the stream is."""

    open: list[Element] = field(default_factory=list)
    feature: int = 0  # how many elements were open when the current feature began; 0 outside
    elements: int = 0  # within the current feature
    number: int = 0

    def begin(self, element: Element) -> None:
        if not self.open:
            _check_root(element)
        elif not self.feature and _is_feature(element, self.open[-1]):
            self.feature, self.elements = len(self.open), 0
        self.open.append(element)
        self.elements += 1
        if len(self.open) > DEEPEST:
            raise InputError(f"The XML has more than {DEEPEST} elements within elements.")
        if self.feature and self.elements > MOST_ELEMENTS:
            raise InputError(f"A feature has more than {MOST_ELEMENTS} elements.")

    def end(self, element: Element) -> GmlFeature | None:
        """Take an element that is whole; return it when it is a feature."""
        self.open.pop()
        if local(element) in EXCEPTIONS:
            raise InputError(f"The service answers with an error: {_told(element)}")
        made = None
        if self.feature == len(self.open) and self.feature:
            self.number += 1
            self.feature = 0
            made = _feature(self.number, element)
        is_in_an_exception = any(local(each) in EXCEPTIONS for each in self.open)
        if self.open and not self.feature and not is_in_an_exception:
            self.open[-1].remove(element)  # else the whole document would stay in memory
        return made


def _check_root(root: Element) -> None:
    name = local(root)
    if name.lower() == "html":
        raise InputError(f"{HTML}.")
    if name not in {PAGES, *COLLECTIONS, *EXCEPTIONS}:
        raise InputError(f"This is not a GML feature collection: its root is {name[:60]!r}.")


def _is_feature(element: Element, parent: Element) -> bool:
    is_member = local(parent) in MEMBERS and parent.tag.startswith(tuple(f"{{{e}" for e in OGC))
    return is_member and local(element) not in COLLECTIONS


def _feature(number: int, element: Element) -> GmlFeature:
    properties = {local(child): (child.text or "").strip() for child in element if not len(child)}
    found = next((e for child in element for e in child if local(e) in GEOMETRIES), None)
    key = next((v for k, v in element.attrib.items() if k.split("}")[-1] in ("id", "fid")), "")
    if found is None:
        return GmlFeature(number, key, properties, None, "", "it has no geometry")
    srs = next((name for each in found.iter() if (name := each.get("srsName"))), "")
    try:
        return GmlFeature(number, key, properties, read_shape(found), srs)
    except UnusableShape as error:
        return GmlFeature(number, key, properties, None, srs, str(error))


def _told(report: Element) -> str:
    """Return what an exception report says, in one line."""
    texts = [text.strip() for text in report.itertext() if text.strip()]
    codes = [code for e in report.iter() if (code := e.get("exceptionCode") or e.get("code"))]
    said = " ".join(" ".join([*texts, *(f"({code})" for code in codes)]).split())
    return f"{said[:LONGEST_ERROR] or 'it does not say which'}".rstrip(".") + "."


def _is_html(stream: IO[bytes]) -> bool:
    stream.seek(0)
    start = stream.read(1 << 10).lower()
    return b"<!doctype html" in start or b"<html" in start


def _unlike_xml(stream: IO[bytes]) -> str:
    """Say what is wrong with a document that is no well-formed XML."""
    stream.seek(0)
    start = stream.read(1 << 10).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return "The file is empty"
    if start[:1] != b"<":
        return "This is not XML"
    if _is_html(stream):
        return HTML
    return "The XML ends too early or is damaged"
