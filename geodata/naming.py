"""Put entries in the order of their names, as a language sorts them, out of indexes made for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import product

from django.conf import settings
from django.db import connection
from django.db.models import F, Index, Model, Q, TextField, Value
from django.db.models.expressions import OrderBy
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Collate, Lower, NullIf

from geodata.models import Amenity, Hub, Organisation, Place, Station, Trail

LISTED: tuple[type[Model], ...] = (Station, Trail, Hub, Organisation, Place, Amenity)
LAST = "\uffff"  # sorts after every letter: what has no name comes last
# Alphabets that differ from the root order of Unicode; PostgreSQL brings them with ICU.
COLLATIONS = {"fi": "fi-x-icu", "sv": "sv-x-icu", "en": "en-x-icu", "et": "et-x-icu"}
PREFIX = "by_name_"  # of the indexes that are ours to make and to drop


def said(language: str) -> Collate:
    """Return the name as `texts.choose` chooses it, in the order of the language's alphabet."""
    order = dict.fromkeys([language, "", *settings.AREA.languages])
    text = TextField()
    names = [NullIf(KeyTextTransform(each, "name"), Value(""), output_field=text) for each in order]
    chosen = Lower(Coalesce(*names, Value(LAST), output_field=text), output_field=text)
    return Collate(chosen, COLLATIONS.get(language, "und-x-icu"))


def keep_indexes() -> None:
    """Make the index of every list and language that has none, and drop those of former ones.

    They follow from the area's languages, which are a setting: so no migration can make them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE %s", [PREFIX + "%"])
        there = {name for (name,) in cursor.fetchall()}
        wanted = dict(_statements())
        for name in there - wanted.keys():
            cursor.execute(f'DROP INDEX "{name}"')
        for name in wanted.keys() - there:
            cursor.execute(wanted[name])


def _statements() -> Iterator[tuple[str, str]]:
    """Return the name of each index, which tells what it is made of, and what makes it."""
    languages = dict.fromkeys(
        [*(code for code, _name in settings.LANGUAGES), *settings.AREA.languages]
    )
    for model, language in product(LISTED, languages):
        standing = Q(closed_at=None, merged_into=None)
        index = Index(OrderBy(said(language)), F("pk"), name=PREFIX, condition=standing)
        with connection.schema_editor(collect_sql=True) as editor:
            statement = str(index.create_sql(model, editor))
        name = PREFIX + hashlib.sha256(statement.encode()).hexdigest()[:16]
        yield name, statement.replace(f'"{PREFIX}"', f'"{name}"')
