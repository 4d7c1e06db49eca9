"""Sign people in as they would be after their codes."""

from __future__ import annotations

import time

from django.contrib.auth.models import User
from django.test import Client


def person(name: str, *, staff: bool = False, admin: bool = False) -> User:
    """Make somebody with an address."""
    return User.objects.create_user(
        name, f"{name}@example.org", is_staff=staff or admin, is_superuser=admin
    )


def sign_in(client: Client, someone: User, *, second_factor: bool = True) -> Client:
    """Sign somebody in, with a second factor or without."""
    client.force_login(someone)
    session = client.session
    methods = ["code", "mfa"] if second_factor else ["code"]
    session["account_authentication_methods"] = [
        {"method": each, "at": time.time()} for each in methods
    ]
    session["account_authentication_methods_user"] = str(someone.pk)
    session.save()
    return client
