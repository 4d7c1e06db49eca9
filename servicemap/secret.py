"""Find the key that signs sessions; outside production make one and keep it."""

import contextlib
import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from servicemap import env

LONG_ENOUGH = 50


def from_environment(local: Path, *, production: bool) -> str:
    """SECRET_KEY, which production must set, or else the one kept in `local`."""
    key = env.text("SECRET_KEY")
    if not key and not production:
        return kept(local / "secret-key")
    if production and (len(key) < LONG_ENOUGH or len(set(key)) < 5):
        wrong = "it is not set" if not key else "it is too easy to guess"
        raise env.SettingError("SECRET_KEY", wrong, f"at least {LONG_ENOUGH} random characters")
    return key


def kept(path: Path) -> str:
    """The key in the file, made the first time; whoever comes second reads the first one's."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(get_random_secret_key())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
