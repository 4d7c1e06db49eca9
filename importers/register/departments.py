"""Make organisations of a register's departments, and keywords of its words."""

from __future__ import annotations

from geodata.texts import choose
from importers.records import KeywordRecord, OrganisationRecord
from importers.register.fields import (
    Item,
    Unusable,
    email,
    identity,
    names,
    plain,
    telephone,
    texts,
    web_address,
)
from importers.register.kinds import kinds
from importers.register.survey import Survey


def department_record(item: Item, known: Survey) -> OrganisationRecord | None:
    """Return a department that has units in the area, or stands above one; None for others."""
    key = identity(item.get("id"))
    if key not in known.departments:
        return None
    name = names(item)
    if not name:
        raise Unusable("it has no name")
    above = known.above(key)
    languages = known.area.languages
    return OrganisationRecord(
        source_id=f"department:{key}",
        name=name,
        identifiers=_identifiers(item, above, known),
        kind=kinds().of_department(plain(item, "organization_type")),
        website=web_address(choose(texts(item, "www"), languages[0], languages)[0]),
        email=email(plain(item, "email")),
        telephone=telephone(plain(item, "phone")),
        street_address=texts(item, "street_address"),
        postal_code=plain(item, "address_zip"),
        city=choose(texts(item, "address_city"), languages[0], languages)[0],
        part_of=f"department:{above}" if above in known.described else None,
    )


def _identifiers(item: Item, above: str | None, known: Survey) -> tuple[str, ...]:
    found = []
    business = plain(item, "business_id")
    # All departments of a city bear its business id; only the topmost of them is that business.
    if business and known.businesses.get(above or "") != business:
        found.append(f"business:{business}")
    if oid := plain(item, "oid"):
        found.append(f"oid:{oid}")
    return tuple(found)


def word_record(item: Item, part: str, known: Survey) -> KeywordRecord | None:
    """Return a word of the register's vocabulary that a unit of the area bears, None for others."""
    key = f"{part}:{identity(item.get('id'))}"
    if key not in known.words:
        return None
    name = texts(item, "ontologyword") or names(item)
    if not name:
        raise Unusable("it has no name")
    return KeywordRecord(source_id=key, name=name, identifiers=(key,))
