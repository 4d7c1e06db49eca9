"""Print mails where no mail server is configured, as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as ConsoleBackend


class EmailBackend(ConsoleBackend):
    """Django's own prints what goes over the wire, in which letters beyond ASCII are encoded."""

    def write_message(self, message: EmailMessage) -> None:
        """Print whom a mail is for, what about, and its text."""
        lines = [
            f"Mail to {', '.join(message.to)}: {message.subject}",
            "",
            *str(message.body).strip().splitlines(),
        ]
        self.stream.write("\n".join(f"│ {line}".rstrip() for line in lines) + "\n\n")

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Print them all; whoever reads along sees them at once."""
        sent = int(super().send_messages(email_messages) or 0)
        self.stream.flush()
        return sent
