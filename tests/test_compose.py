"""The compose file and the image say what they must, and install by the same steps as ./dev."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """What docker-compose makes of the file, without an engine."""
    if not shutil.which("docker-compose"):
        pytest.fail("There is no docker-compose: ./dev test installs it.")
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    # Debian's docker-compose reads YAML only; its own Python turns the answer into JSON.
    told = subprocess.run(
        ["docker-compose", "--profile", "tls", "config"],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    reader = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))"
    answer = subprocess.run(
        ["/usr/bin/python3", "-c", reader], input=told, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(answer.stdout)["services"]
    return found


def test_it_works(services: dict[str, Any]) -> None:
    assert set(services) == {"db", "web", "worker", "letters", "mail", "proxy"}


def test_the_database_is_postgis_without_just_in_time_compilation(services: dict[str, Any]) -> None:
    assert services["db"]["image"] == "postgis/postgis:15-3.3"
    assert services["db"]["command"] == "postgres -c jit=off -c shared_buffers=512MB"


def test_the_web_server_waits_for_the_database_and_asks_that_one(services: dict[str, Any]) -> None:
    web = services["web"]
    assert web["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert (
        web["environment"]["DATABASE_URL"] == "postgis://servicemap:servicemap@db:5432/servicemap"
    )


def test_the_worker_has_the_servers_settings_and_files(services: dict[str, Any]) -> None:
    web, worker = services["web"], services["worker"]
    assert worker["command"] == "./dev manage worker"
    assert worker["environment"] == web["environment"]
    assert worker["volumes"] == web["volumes"]
    assert worker["environment"]["SERVICEMAP_FETCH"] == "1"
    assert worker["restart"] == "unless-stopped"
    letters = services["letters"]
    assert letters["command"] == "./dev manage worker --at-once"
    assert (letters["environment"], letters["volumes"]) == (web["environment"], web["volumes"])


def test_only_this_machine_reaches_it_unasked(services: dict[str, Any]) -> None:
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000/tcp"]
    assert services["mail"]["ports"] == ["127.0.0.1:8025:8025/tcp"]
    assert "ports" not in services["db"]
    assert "ports" not in services["worker"]


def test_mails_are_caught_until_a_server_is_named(services: dict[str, Any]) -> None:
    told = services["worker"]["environment"]
    assert (told["SERVICEMAP_MAIL_HOST"], told["SERVICEMAP_MAIL_PORT"]) == ("mail", "1025")
    assert services["mail"]["image"].startswith("axllent/mailpit:v")
    assert "SERVICEMAP_DEMO" not in told


def test_every_setting_that_is_passed_on_is_one(services: dict[str, Any]) -> None:
    described = (ROOT / "docs" / "operating.md").read_text()
    for name in services["web"]["environment"]:
        assert f"| `{name}` |" in described, name


def test_the_proxy_is_started_only_when_asked_for(services: dict[str, Any]) -> None:
    assert services["proxy"]["profiles"] == ["tls"]
    assert services["proxy"]["command"] == "caddy reverse-proxy --from localhost --to web:8000"
    assert [name for name, told in services.items() if "profiles" in told] == ["proxy"]


def test_no_secret_is_written_down(services: dict[str, Any]) -> None:
    assert services["web"]["environment"]["SECRET_KEY"] == ""


def test_the_image_is_made_by_dev() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    commands = [line for line in lines if line.startswith(("RUN", "CMD"))]
    assert commands[0] == "RUN ./dev install"
    assert commands[1].endswith("./dev build \\")
    assert commands[2] == 'CMD ["./dev", "serve"]'
    assert not [line for line in lines if "apt-get" in line or "pip" in line]
