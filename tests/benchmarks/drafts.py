"""Fill a region with people, a queue and drafts: `python -m tests.benchmarks.drafts 5000 200`.

Prints who is signed in and what there is, as JSON. Started by editing.py in an instance of its
own, after fill.py.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from geodata.models import Organisation  # noqa: E402
from servicemap.models import Membership, Revision  # noqa: E402
from tests.benchmarks.region import FIRST  # noqa: E402

OWNERS = 100
NEW = 20  # one of so many proposes an organisation that there is not yet
WORDS = "Kerho kokoontuu torstaisin kirjaston salissa, ja kaikki ovat tervetulleita mukaan. "


def main(revisions: int, drafts: int) -> None:
    """Write them; each organisation has one revision at most."""
    people = [_person(f"owner-{number}") for number in range(OWNERS)]
    reviewer = _person("reviewer", is_staff=True)
    ids = range(FIRST, FIRST + revisions + drafts)
    rows = list(Organisation.objects.filter(pk__in=ids).order_by("pk"))
    queue, written = rows[:revisions], rows[revisions:]
    Membership.objects.bulk_create(
        Membership(organisation=row, person=people[at % OWNERS], role=Membership.Role.OWNER)
        for at, row in enumerate(rows)
    )
    made = Revision.objects.bulk_create(_submitted(queue, people), batch_size=1_000)
    begun = Revision.objects.bulk_create(
        Revision(organisation=row, author=people[(revisions + at) % OWNERS])
        for at, row in enumerate(written)
    )
    with connection.cursor() as cursor:
        for table in ("servicemap_revision", "servicemap_membership"):
            cursor.execute(f"ANALYZE {table}")
    sessions = [_session(person) for person in people]
    told = {
        "reviewer": _session(reviewer),
        "queue": [each.pk for each in made],
        "drafts": [[each.pk, sessions[(revisions + at) % OWNERS]] for at, each in enumerate(begun)],
    }
    print(json.dumps(told))


def _submitted(rows: list[Organisation], people: list[User]) -> Iterator[Revision]:
    """Yield what waits for the city: handed in over two months, some texts, some shapes."""
    chance = random.Random(5)  # noqa: S311 - the same queue every time
    for at, row in enumerate(rows):
        patch, base = _change(row, at, chance)
        when = timezone.now() - dt.timedelta(minutes=chance.randint(1, 60 * 24 * 60))
        yield Revision(
            organisation=None if at % NEW == 0 else row,
            author=people[at % OWNERS],
            state=Revision.State.SUBMITTED,
            patch=patch,
            base=base,
            version=chance.randint(1, 9),
            created_at=when,
            changed_at=when,
            submitted_at=when,
        )


def _change(row: Organisation, at: int, chance: random.Random) -> tuple[Any, Any]:
    """Return what is proposed instead of what."""
    lon, lat = row.point.coords if row.point else (24.8, 60.2)
    if at % NEW == 0:
        names = {f"name.{language}": f"{text} ry" for language, text in row.name.items()}
        return {**names, "kind": row.kind, "point": [lon, lat], "topics": ["sports"]}, {}
    changes: list[tuple[Any, Any]] = [
        ({"telephone": f"+358 40 {at:06d}"}, {"telephone": row.telephone}),
        (
            {"description.fi": WORDS * chance.randint(1, 20)},
            {"description.fi": row.description.get("fi")},
        ),
        ({"point": [lon + 0.002, lat + 0.001]}, {"point": [lon, lat]}),
        ({"website": f"https://example.org/new/{at}"}, {"website": row.website}),
        ({"hours": [["Mo-Fr 10:00-18:00; PH off", {}]]}, {"hours": None}),
        ({"areas": [{"kind": "radius", "centre": [lon, lat], "metres": 1500}]}, {"areas": None}),
    ]
    chosen = chance.sample(changes, chance.randint(1, 3))
    patch = {path: value for patch, _base in chosen for path, value in patch.items()}
    return patch, {path: value for _patch, base in chosen for path, value in base.items()}


def _person(name: str, **more: Any) -> User:
    return User.objects.create(username=name, email=f"{name}@example.org", password="!", **more)


def _session(person: User) -> str:
    """Sign somebody in with both factors; returns the key of the session."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["account_authentication_methods"] = [
        {"method": each, "at": time.time()} for each in ("code", "mfa")
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
