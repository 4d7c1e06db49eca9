"""Define the columns that several nouns share."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.core.validators import URLValidator

from geodata.coordinates import WGS84
from geodata.forms import TextsFormField


class TextsField(models.JSONField):
    """A `Texts` dictionary; its form asks for the area's languages, so none is in a migration."""

    def __init__(self, *args: Any, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)  # the admin would hand over a plain text area
        kwargs.pop("encoder", None)
        return TextsFormField(
            multiline=self.multiline,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
        )


if TYPE_CHECKING:
    ForeignKey = models.ForeignKey[Any, Any]  # has parameters in the stubs only
else:
    ForeignKey = models.ForeignKey


class SourceField(ForeignKey):
    """The relation to an entry's source; its column is `source_pk`, since `source_id` is a text.

    That text is the entry's name within its source, as in every interface of open data.
    """

    def get_attname(self) -> str:
        return f"{self.name}_pk"


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # parameters in the stubs only
    """An http or https address; Django's own field would also take ftp."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https"} | kwargs)


class TimeRangesField(models.Field[Any, Any]):
    """Spans of time, as PostgreSQL's tstzmultirange; in Python a list of (from, until), both aware.

    psycopg2 hands a multirange over as text, which is read back here.
    """

    def db_type(self, connection: Any) -> str:
        return "tstzmultirange"

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return "{" + ",".join(f'["{a.isoformat()}","{b.isoformat()}")' for a, b in value) + "}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        found = _SPAN.findall(value or "")
        return [(dt.datetime.fromisoformat(a), dt.datetime.fromisoformat(b)) for a, b in found]


@TimeRangesField.register_lookup
class Holds(models.Lookup[Any]):
    """`open_at__holds=moment`: whether a moment lies in one of the spans."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        spans, of_spans = self.process_lhs(compiler, connection)
        return f"{spans} @> %s::timestamptz", (*of_spans, self.rhs)


_SPAN = re.compile(r'\["?([^",]+)"?,"?([^",)]+)"?\)')


class Wheelchair(models.TextChoices):
    """Whether a wheelchair can be used, as OpenStreetMap says it; empty when unknown."""

    YES = "yes", "yes"
    LIMITED = "limited", "limited"
    NO = "no", "no"


def wheelchair() -> models.CharField[str, str]:
    return models.CharField(max_length=10, choices=Wheelchair, blank=True)


def point(*, null: bool = False) -> models.PointField[Any, Any]:
    return models.PointField(srid=WGS84, null=null, blank=null)


def texts_list() -> ArrayField[Any, Any]:
    """Define a list of short texts, such as the keys of keywords or languages."""
    return ArrayField(models.CharField(max_length=200), default=list, blank=True)
