"""Close the network, lend the tests a data folder and a browser, and keep the checkout clean."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings

from servicemap import remembering

OWN_MACHINE = ("127.0.0.1", "::1", "localhost", "", None)
BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}


class NetworkClosed(OSError):
    """A test tried to reach another machine."""


def pytest_configure() -> None:
    """Let sockets and look-ups reach this machine alone, from the collection on."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in OWN_MACHINE:
            raise NetworkClosed(f"Tests may not connect to {address[0]}.")
        connect(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in OWN_MACHINE:
            raise NetworkClosed(f"Tests may not look up {name}.")
        return look_up(host, *arguments, **named)

    setattr(socket.socket, "connect", guarded_connect)  # noqa: B010 - mypy forbids the plain form
    socket.getaddrinfo = guarded_look_up


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a browser is a browser test, and so are left out by `--fast`."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing that a test makes lands beside what the running service uses."""
    root = tmp_path_factory.mktemp("local")
    for name in ("static", "networks", "cache"):
        (root / name).mkdir()
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with override_settings(
        STATIC_ROOT=root / "static",
        NETWORK_DIR=root / "networks",
        CACHE_DIR=root / "cache",
        UPLOAD_DIR=root / "uploads",
        MEDIA_ROOT=root / "media",
        COUNT_USE=False,  # by a thread of its own, beside the tests' transactions
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": plain},
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """No test waits until the disk has what will be thrown away."""
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()


@pytest.fixture(scope="session", autouse=True)
def emptied_row_by_row() -> Iterator[None]:
    """Empty the tables after tests that commit: Django's own way makes 60 files anew each time.

    Of the few rows of a test that takes a hundred times as long as to delete them.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _empty())
        yield


def _empty() -> None:
    # What the migrations wrote of models and permissions stays: no test changes it.
    kept = {ContentType._meta.db_table, Permission._meta.db_table}
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables.append(str(settings.CACHES["default"]["LOCATION"]))  # the tries that are counted
    deleted = [f'DELETE FROM "{table}"' for table in tables if table not in kept]  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:  # where they refer is looked at last
        cursor.execute("; ".join(deleted))


@pytest.fixture
def alone(transactional_db: None) -> None:
    """Nobody else is at the database: connections end that threads of former tests left behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """The databases of two tests may count their states alike."""
    remembering.forget()


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real extracts; tests that need it are skipped, and say so, without it."""
    value = os.environ.get("SERVICEMAP_DATA_DIR", "")
    if not value:
        pytest.skip("SERVICEMAP_DATA_DIR is not set, so that real extracts are not tested")
    path = Path(value).resolve()
    if not path.is_dir():
        pytest.fail(f"SERVICEMAP_DATA_DIR: there is no folder {path}")
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, with no name but this machine's; a sandbox is not to be had as root."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.fail("There is no chromium: ./dev test installs it.")
    # Playwright runs an event loop in the tests' thread, where Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}
