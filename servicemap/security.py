"""Say whom the service answers, and what its pages may load: nothing of third parties."""

import re
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.http import HttpRequest

from geodata.tiles import TileSource
from servicemap import env

HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
ORIGIN = re.compile(r"https?://[^/\s]+")
OWN_MACHINE = ("127.0.0.1", "localhost", "[::1]")

CONTENT_SECURITY_POLICY: dict[str, dict[str, list[Any]]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "worker-src": [SELF],
    }
}


def content_security_policy(tiles: TileSource | None) -> dict[str, dict[str, list[Any]]]:
    """Return what pages may load: nothing of others, but the tiles that the area asks for."""
    directives = dict(CONTENT_SECURITY_POLICY["DIRECTIVES"])
    if tiles:
        directives["img-src"] = [*directives["img-src"], tiles.origin]
    return {"DIRECTIVES": directives}


def allowed_hosts(*, production: bool) -> list[str]:
    """ALLOWED_HOSTS, which production must set; elsewhere this machine alone."""
    hosts = env.words("ALLOWED_HOSTS", OWN_MACHINE, HOST, "names such as kartta.example.fi")
    if production and not env.text("ALLOWED_HOSTS"):
        raise env.SettingError("ALLOWED_HOSTS", "it is not set", "kartta.example.fi,www.example.fi")
    return hosts


def trusted_origins() -> list[str]:
    """CSRF_TRUSTED_ORIGINS, for forms sent through a proxy that changes the host."""
    return env.words(
        "CSRF_TRUSTED_ORIGINS", (), ORIGIN, "origins such as https://kartta.example.fi"
    )


def site_origin(hosts: list[str], *, production: bool) -> str:
    """SERVICEMAP_ORIGIN, with which links in letters begin; else the first of the hosts."""
    host = hosts[0].removeprefix(".")
    scheme, port = ("https", "") if production else ("http", f":{env.integer('PORT', 8000)}")
    right = "an origin such as https://kartta.example.fi"
    return env.word("SERVICEMAP_ORIGIN", f"{scheme}://{host}{port}", ORIGIN, right)


def csp_nonce(request: HttpRequest) -> dict[str, Any]:
    """The page's nonce under the name that django-leaflet's templates use; made when it is read."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
