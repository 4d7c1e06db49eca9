"""Make picture files, honest ones and others."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def encoded(format: str = "JPEG", size: tuple[int, int] = (80, 60), **more: Any) -> bytes:
    """Return a picture whose left half is red and whose right half is blue."""
    mode = more.pop("mode", "RGB")
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    stream = io.BytesIO()
    image.convert(mode).save(stream, format, **more)
    return stream.getvalue()


def sent(content: bytes, name: str = "kuva.jpg") -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content, "image/jpeg")


def claiming(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says that it is this large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 10)), (b"IEND", b"")]
    told = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


def moving() -> bytes:
    """Return a WebP of two frames."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    stream = io.BytesIO()
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:])
    return stream.getvalue()
