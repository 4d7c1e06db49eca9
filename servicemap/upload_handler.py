"""Stop uploads that are too large while they come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from importers.uploads.table import MOST_BYTES

FORM_BYTES = 100_000  # that the rest of a form may have


class Capped(FileUploadHandler):
    """Stop reading a request whose file is too large, before it fills the disk."""

    def new_file(self, *arguments: Any, **named: Any) -> None:
        super().new_file(*arguments, **named)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.size > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def is_too_large(meta: Mapping[str, Any]) -> bool:
    """Say whether a request announces more than may be uploaded."""
    length = str(meta.get("CONTENT_LENGTH") or 0)
    return length.isdigit() and int(length) > MOST_BYTES + FORM_BYTES
