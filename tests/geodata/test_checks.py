"""A database without its extensions is told what to do, before anything is migrated."""

from collections.abc import Iterator

import pytest
from django.db import connection

from geodata.checks import check_extensions

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain_role() -> Iterator[None]:
    """Go on as a role that may not create extensions."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_role_of_a_test")
        cursor.execute("SET LOCAL ROLE plain_role_of_a_test")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("DROP ROLE plain_role_of_a_test")


def test_it_works() -> None:
    assert check_extensions(databases=["default"]) == []
    assert check_extensions(databases=None) == []


def drop(extension: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP EXTENSION {extension} CASCADE")


def test_a_superuser_may_create_what_is_missing() -> None:
    drop("unaccent")
    assert check_extensions(databases=["default"]) == []


def test_a_role_that_may_not_is_told_what_an_administrator_has_to_run(
    request: pytest.FixtureRequest,
) -> None:
    drop("unaccent")
    request.getfixturevalue("plain_role")
    (error,) = check_extensions(databases=["default"])
    database = connection.settings_dict["NAME"]
    assert error.id == "geodata.E002"
    assert error.msg == (
        f"The database {database} lacks the extension unaccent, "
        "and the role plain_role_of_a_test may not create it."
    )
    assert error.hint == (f"Let an administrator run, in {database}: CREATE EXTENSION unaccent;")


def test_a_server_without_the_extension_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.checks.EXTENSIONS", ("postgis", "no_such_extension"))
    (error,) = check_extensions(databases=["default"])
    assert error.id == "geodata.E001"
    assert "no_such_extension" in error.msg
