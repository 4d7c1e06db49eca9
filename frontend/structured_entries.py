"""Tell in schema.org's terms what a page is about: entries, the way to them, and the site."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.utils.text import Truncator

from frontend.structured import MOST_DESCRIPTION, MOST_NAME, Data, called
from servicemap.features import FeatureAnswer
from servicemap.opening import Opening
from servicemap.operating_area import OperatingAreaPart

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHEELCHAIR = "https://schema.org/wheelchairAccessible"


def entry_data(
    collection: str,
    entry: FeatureAnswer,
    address: str,
    opening: Opening | None = None,
    areas: Iterable[OperatingAreaPart] = (),
) -> Data:
    """Return an organisation, a place, a station, a hub, a trail or an amenity."""
    about, where = entry.properties, entry.record()
    point = {"@type": "GeoCoordinates", "latitude": where["lat"], "longitude": where["lon"]}
    geo = point if where["lat"] is not None else None
    whole: Data = {
        "@type": types_of(collection, about.get("kind") or about.get("mode") or ""),
        "name": called(entry),
        "alternateName": sorted(
            Truncator(each).chars(MOST_NAME) for each in {*about["names"].values()} - {entry.name}
        ),
        "url": address,
        "description": about.get("description", "")[:MOST_DESCRIPTION],
        "address": _address(about),
        "telephone": about.get("telephone"),
        "email": about.get("email"),
        "sameAs": about.get("website"),
        "openingHoursSpecification": _hours(opening),
        "areaServed": [_served(part) for part in areas],
    }
    if collection == "organisations":
        # An organisation itself lies nowhere: where it works does.
        whole["image"] = [urljoin(address, each["address"]) for each in about.get("pictures", ())]
        return whole | {"location": {"@type": "Place", "geo": geo} if geo else None}
    accessible = about.get("wheelchair") == "yes"
    feature = {"@type": "LocationFeatureSpecification", "name": WHEELCHAIR, "value": True}
    return whole | {"geo": geo, "amenityFeature": feature if accessible else None}


def breadcrumb_data(steps: Sequence[tuple[str, str]]) -> Data:
    """Return the way to a page: (name, address) from the front page to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(steps, 1)
        ],
    }


def site_data(name: str, home: str, search: str, language: str) -> Data:
    """Return the site itself, with its search."""
    return {
        "@type": "WebSite",
        "name": name,
        "url": home,
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{words}}"},
            "query-input": "required name=words",
        },
    }


def types_of(collection: str, kind: str) -> str:
    """Return what schema.org calls a kind of entry."""
    types = _types()[collection]
    return types.get(kind, types[""])


@cache
def _types() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("schema_org.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _address(about: Data) -> Data | None:
    street, city = about.get("street_address"), about.get("city")
    if not street and not city:
        return None
    return {
        "@type": "PostalAddress",
        "streetAddress": street,
        "postalCode": about.get("postal_code"),
        "addressLocality": city,
    }


def _hours(opening: Opening | None) -> list[Data]:
    """Return this week's hours, for this week: rules of ours can say more than schema.org's."""
    if opening is None or not opening.week:
        return []
    valid = {
        "validFrom": opening.week[0].date.isoformat(),
        "validThrough": opening.week[-1].date.isoformat(),
    }
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{DAYS[day.date.weekday()]}",
            "opens": f"{span.begin:%H:%M}",
            "closes": f"{span.end:%H:%M}",
            **valid,
        }
        for day in opening.week
        for span in day.spans
        if span.is_open
    ]


def _served(part: OperatingAreaPart) -> Data:
    if part.centre and part.radius_metres:
        lon, lat = part.centre
        middle = {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}
        return {"@type": "GeoCircle", "geoMidpoint": middle, "geoRadius": part.radius_metres}
    named: list[Any] = [
        {"@type": "AdministrativeArea", "name": each.name} for each in part.districts
    ]
    return {"@type": "Place", "name": part.text, "containsPlace": named}
