"""Let the city's staff sign in at the city's own OpenID Connect provider, where one is set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from servicemap import env

KEY = "city"  # in the address that the provider sends people back to
ISSUER = re.compile(r"https://[^\s?#]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?")
CLAIM = re.compile(r"[^=\s]+=[^=\s]+")


@dataclass(frozen=True)
class Provider:
    """Who vouches for the staff, and which of its claims makes somebody a reviewer."""

    issuer: str
    client: str
    secret: str
    name: str
    claim: str
    value: str

    def makes_reviewer(self, claims: dict[str, Any]) -> bool:
        """Say whether what the provider tells of somebody lets them decide for the city."""
        told = claims.get(self.claim)
        return self.value in told if isinstance(told, list) else told == self.value


def from_environment() -> Provider | None:
    """SERVICEMAP_OIDC_ISSUER and what goes with it; None without."""
    right = "an address such as https://login.example.fi"
    issuer = env.word("SERVICEMAP_OIDC_ISSUER", "", ISSUER, right).rstrip("/")
    if not issuer:
        return None
    needed = {name: env.text(name) for name in ("SERVICEMAP_OIDC_CLIENT", "SERVICEMAP_OIDC_SECRET")}
    for each, given in needed.items():
        if not given:
            raise env.SettingError(each, "it is not set", "what the provider calls this service")
    name = env.text("SERVICEMAP_OIDC_NAME", "OpenID Connect")
    reviewers = env.word("SERVICEMAP_OIDC_REVIEWERS", "", CLAIM, "such as groups=map-reviewers")
    claim, _is, value = reviewers.partition("=")
    client, secret = needed.values()
    return Provider(issuer, client, secret, name, claim, value)


def apps(provider: Provider | None) -> dict[str, Any]:
    """Return the provider as allauth takes it."""
    if provider is None:
        return {}
    app = {
        "provider_id": KEY,
        "name": provider.name,
        "client_id": provider.client,
        "secret": provider.secret,
        "settings": {"server_url": provider.issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
