"""Put right what is merely untidy in contact details, and leave out what cannot be used."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from importers.soundness import WEB_ADDRESS
from importers.uploads.reasons import Reason, Refused

HOST = re.compile(r"[^\W_][\w-]*(\.[\w-]+)*\.[^\W\d_]{2,}(:\d+)?([/?#]\S*)?")
LONGEST = 200
LONGEST_EMAIL = 254


def website(text: str, left_out: list[Reason]) -> str:
    """Return a web address with its scheme; what may not be linked is left out."""
    if not text:
        return ""
    address = f"https://{text}" if HOST.fullmatch(text) else text
    if WEB_ADDRESS.fullmatch(address) and len(address) <= LONGEST and _is_public(address):
        return address
    left_out.append(Refused("left-out-website", text=text).reason)
    return ""


def email(text: str, left_out: list[Reason]) -> str:
    """Return an e-mail address; what is none is left out."""
    plain = text.removeprefix("mailto:").strip()
    if not plain:
        return ""
    try:
        validate_email(plain)
        MaxLengthValidator(LONGEST_EMAIL)(plain)
    except ValidationError:
        left_out.append(Refused("left-out-email", text=text).reason)
        return ""
    return plain


def _is_public(address: str) -> bool:
    """Say whether a reader elsewhere could follow the link, unlike into a private network."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host
