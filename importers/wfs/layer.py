"""Read from an area's feed which layer is wanted, and what of it means what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geodata.area import Area, Feed
from geodata.reference_systems import named_system
from importers.options import Options, defaults

NOUNS: Mapping[str, list[str]] = defaults("wfs/layer.toml", "nouns")
FORMATS: Mapping[str, list[str]] = defaults("wfs/layer.toml", "formats")
DISTRICTS = ("administrative", "postal")
KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST = 20_000  # features of a layer that cannot be asked for in pages


@dataclass(frozen=True)
class Layer:
    """One layer: how it is asked for, and which of its properties say what."""

    version: str  # 1.0.0 or 2.0.0
    name: str  # "GIS:EcoCounter"
    crs: str  # "" for the area's own
    format: str  # "" for the one that the service prefers
    most: int
    noun: str
    kind: str
    id: str  # property; "" for the feature's own id, or one made of its content
    names: dict[str, str]  # language → property
    street_address: dict[str, str]
    description: dict[str, str]
    fields: dict[str, str]  # field of the record → property
    level: int | str | None

    @classmethod
    def of(cls, feed: Feed) -> Layer:
        """Check the options of a feed; raises InputError."""
        options = Options(feed)
        version = options.choice("version", tuple(FORMATS), "2.0.0")
        noun = options.choice("noun", tuple(NOUNS))
        layer = cls(
            version=version,
            name=options.text("layer"),
            crs=options.text("crs", ""),
            format=options.choice("format", ("", *FORMATS[version]), ""),
            most=options.whole("most", MOST),
            noun=noun,
            kind=_kind(options, noun),
            id=options.text("id", ""),
            names=options.texts_by_name("names"),
            street_address=options.texts_by_name("street_address"),
            description=options.texts_by_name("description"),
            fields=options.texts_by_name("fields"),
            level=options.level("level"),
        )
        options.finish()
        if not set(layer.fields) <= set(NOUNS[noun]):
            raise options.wrong(
                "fields", f"a table with {', '.join(NOUNS[noun])}, for the noun {noun}"
            )
        return layer

    def crs_in(self, area: Area) -> str:
        """Return the system to ask for, and to assume where a geometry names none.

        Raises UnknownSystem for one that is not taken.
        """
        named_system(self.crs or area.metric_crs, area.metric_crs)
        return self.crs or area.metric_crs


def _kind(options: Options, noun: str) -> str:
    if noun == "district":
        return options.choice("kind", DISTRICTS, DISTRICTS[0])
    kind = options.text("kind")
    if not KIND.fullmatch(kind):
        raise options.wrong("kind", 'a word of small letters, such as "counter"')
    return kind
