"""Settings come from the environment, which is refused where it cannot be understood."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from servicemap import database, env, secret, security

ROOT = Path(__file__).resolve().parent.parent
KEY = "nN8-vQ2_kZ5.wT7~bX3+yR9=hJ4!mC6@pL1#sD0$gF8%aE5^uW2&"
PRODUCTION = {
    "SERVICEMAP_PRODUCTION": "1",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "kartta.example.fi",
    "DATABASE_URL": "postgis://u:p@127.0.0.1/servicemap",
}


def manage(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**clean, **more},
        capture_output=True,
        text=True,
    )


def test_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACE", " here ")
    assert env.text("PLACE") == "here"


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    monkeypatch.setenv("SERVICEMAP_DEBUG", value)
    assert env.flag("SERVICEMAP_DEBUG") is meant


def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICEMAP_DEBUG", "perhaps")
    with pytest.raises(env.SettingError) as caught:
        env.flag("SERVICEMAP_DEBUG")
    assert str(caught.value) == (
        "SERVICEMAP_DEBUG: 'perhaps' is neither yes nor no. Right would be: 1 or 0."
    )


@pytest.mark.parametrize("value", ["-1", "1.5", "1e3", "ten", "99999999999", "11", "١"])
def test_a_number_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CONN_MAX_AGE", value)
    with pytest.raises(env.SettingError, match="a whole number from 0 to 10"):
        env.integer("CONN_MAX_AGE", 5, highest=10)


def test_an_unknown_choice_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICEMAP_AREA", "atlantis")
    with pytest.raises(env.SettingError, match="'atlantis' is not known"):
        env.choice("SERVICEMAP_AREA", "a", ["a", "b"])


def test_a_folder_that_is_a_file_or_missing_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SERVICEMAP_NETWORK_DIR", str(tmp_path / "file"))
    with pytest.raises(env.SettingError, match="is a file"):
        env.folder("SERVICEMAP_NETWORK_DIR", tmp_path)
    monkeypatch.setenv("SERVICEMAP_DATA_DIR", str(tmp_path / "missing"))
    with pytest.raises(env.SettingError, match="there is no folder"):
        env.existing_folder("SERVICEMAP_DATA_DIR")
    monkeypatch.setenv("SERVICEMAP_AREA_FILE", str(tmp_path / "missing.toml"))
    with pytest.raises(env.SettingError, match="there is no file"):
        env.file("SERVICEMAP_AREA_FILE")


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "postgis://u:secret@h:port/d", "postgis://u:secret@h", "secret"]
)
def test_a_wrong_database_is_refused_without_telling_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(env.SettingError, match="DATABASE_URL: ") as caught:
        database.from_environment(tmp_path, "espoo")
    assert "secret" not in str(caught.value)


def test_without_an_address_the_areas_own_database_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("CONN_MAX_AGE", raising=False)
    monkeypatch.setenv("SERVICEMAP_TEST_DB", "mine")
    assert database.from_environment(tmp_path, "helsinki-centre") == {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "HOST": str(tmp_path / "pg" / "run"),
        "USER": "postgres",
        "NAME": "servicemap_helsinki_centre",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c jit=off -c pg_trgm.word_similarity_threshold=0.3"
            " -c pg_trgm.similarity_threshold=0.15 -c max_parallel_workers_per_gather=0"
        },
        "TEST": {"NAME": "mine"},
    }


def test_the_test_databases_name_cannot_be_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SERVICEMAP_TEST_DB", 'x"; drop database y')
    with pytest.raises(env.SettingError, match="SERVICEMAP_TEST_DB"):
        database.from_environment(tmp_path, "espoo")


def test_a_key_is_made_once_and_only_its_owner_reads_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = secret.from_environment(tmp_path, production=False)
    assert len(first) >= 50
    assert secret.from_environment(tmp_path, production=False) == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize("key", ["", "short", "a" * 60])
def test_production_wants_a_key_that_cannot_be_guessed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(env.SettingError, match="at least 50 random characters"):
        secret.from_environment(tmp_path, production=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("hosts", ["*", "https://kartta.example.fi", "a b", "kartta.example.fi/x"])
def test_hosts_are_names(monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    with pytest.raises(env.SettingError, match="ALLOWED_HOSTS"):
        security.allowed_hosts(production=True)


def test_production_wants_its_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS: it is not set"):
        security.allowed_hosts(production=True)


@pytest.mark.slow
def test_production_is_clean_by_djangos_own_check() -> None:
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (answer.returncode, answer.stderr) == (0, "")
    # The one silenced is about Debian's GDAL: see the settings.
    assert answer.stdout == "System check identified no issues (1 silenced).\n"


def test_a_wrong_setting_ends_a_command_in_one_line() -> None:
    answer = manage("check", **{**PRODUCTION, "SERVICEMAP_DEBUG": "1"})
    assert answer.returncode == 2
    assert answer.stderr == (
        "SERVICEMAP_DEBUG: it shows secrets in production. Right would be: 0.\n"
    )


def test_the_policy_allows_nothing_inline_and_nothing_of_others() -> None:
    directives = security.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = [str(one) for listed in directives.values() for one in listed]
    assert set(sources) == {"'none'", "'self'", "data:", "csp.constants.NONCE"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/fi/", "/en/last-mile", "/en/stations/", "/healthz"])
def test_reading_sets_no_cookie_and_states_the_policy(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.cookies == {}
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
