"""Make of what was sent what is served: turned upright, in sRGB, small, and without metadata."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

from django.conf import settings
from django.utils.crypto import get_random_string
from PIL import ExifTags, Image, ImageCms

from servicemap.models import Picture
from servicemap.pictures.receiving import FORMATS, READ_ERRORS, original_of

WIDE, NARROW = 1600, 640  # the longest side, in pixels
QUALITY = 80
WAITING = Picture.State.WAITING
Turn = Image.Transpose
TURNS = {  # by what a camera says of how it was held
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}


def prepare(pk: int) -> None:
    """Prepare a picture that waits; one that was prepared already, or is gone, is left alone.

    A worker that dies begins again from the original, which goes once all is written.
    """
    picture = Picture.objects.filter(pk=pk, state=WAITING).first()
    if picture is None:
        return
    try:
        image = _clean(original_of(pk))
    except (*READ_ERRORS, Image.DecompressionBombError):
        give_up(pk)
        return
    whole = _encoded(image)
    digest = hashlib.sha256(whole).hexdigest()
    _write(path_of(digest), whole)
    _write(path_of(digest, small=True), _encoded(_within(image, NARROW)))
    Picture.objects.filter(pk=pk, state=WAITING).update(
        state=Picture.State.READY,
        digest=digest,
        width=image.width,
        height=image.height,
        size=len(whole),
    )
    original_of(pk).unlink(missing_ok=True)


def give_up(pk: int) -> None:
    """Say that a picture cannot be read."""
    Picture.objects.filter(pk=pk, state=WAITING).update(state=Picture.State.BROKEN)
    original_of(pk).unlink(missing_ok=True)


def path_of(digest: str, *, small: bool = False) -> Path:
    """Return where a picture lies that was prepared."""
    return Path(settings.MEDIA_ROOT) / f"{digest}{'-small' if small else ''}.webp"


def narrow(width: int, height: int) -> tuple[int, int]:
    """Return how wide and high the small one of a picture is."""
    factor = min(NARROW / max(width, height, 1), 1)
    return max(round(width * factor), 1), max(round(height * factor), 1)


def _clean(path: Path) -> Image.Image:
    """Decode a file; what is returned holds pixels and nothing else."""
    with Image.open(path, formats=FORMATS) as opened:
        opened.draft("RGB", (WIDE, WIDE))  # a JPEG is decoded no larger than it has to be
        turn = TURNS.get(_orientation(opened) or 0)
        profile = opened.info.get("icc_profile")
        image = _within(_deep(opened), WIDE)
    image = _flat(_in_srgb(image, profile))
    if turn is not None:
        image = image.transpose(turn)
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare


def _orientation(image: Image.Image) -> int | None:
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except READ_ERRORS:
        return None


def _deep(image: Image.Image) -> Image.Image:
    """Return it in a mode that can be made smaller without loss."""
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile of something else: the colours as they are
    return made or image


def _flat(image: Image.Image) -> Image.Image:
    """Put what is seen through on white, so that a logo is seen on a dark page too."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _within(image: Image.Image, longest: int) -> Image.Image:
    smaller = image.copy()
    smaller.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return smaller


def _encoded(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=QUALITY, method=4)
    return stream.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{get_random_string(8)}.part")
    try:
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
