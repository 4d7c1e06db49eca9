"""Make somebody a reviewer of the city, or an administrator. `manage.py reviewer EMAIL`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from servicemap.accounts.forms import account_of


class Command(BaseCommand):
    help = "Let somebody decide for the city; they sign in by a code sent to their address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--admin", action="store_true", help="and administer everything")
        parser.add_argument("--no-longer", action="store_true", help="take both away")

    def handle(self, *args: Any, **options: Any) -> None:
        email = str(options["email"]).strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is no e-mail address.") from error
        if options["no_longer"]:
            found = list(User.objects.filter(email__iexact=email))
            if not found:
                raise CommandError(f"Nobody here has the address {email}.")
            for person in found:  # one by one: the log notes each
                person.is_staff = person.is_superuser = False
                person.save()
            self.stdout.write(f"{email} decides for the city no longer.")
            return
        person = account_of(email)
        person.is_staff = True
        person.is_superuser = person.is_superuser or options["admin"]
        person.save()
        what = "administers this instance" if person.is_superuser else "reviews for the city"
        self.stdout.write(f"{email} {what}. At the first sign-in a second factor has to be set up.")
