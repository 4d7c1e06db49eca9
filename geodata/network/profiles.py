"""Read the walking profiles: how fast somebody walks, and what they cannot use."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from geodata.network.errors import UnknownProfileError


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of walking; ``metres_per_second`` with its ``source``."""

    name: str
    metres_per_second: float
    source: str
    forbids_steps: bool

    def minutes(self, metres: float) -> float:
        """Return how long ``metres`` take, in minutes."""
        return metres / self.metres_per_second / 60

    def metres(self, minutes: float) -> float:
        """Return how far one comes in ``minutes``, in metres."""
        return minutes * 60 * self.metres_per_second

    @property
    def weights(self) -> str:
        """Name the weight array: ``slow`` walks the same edges as ``walk``."""
        return "step_free" if self.forbids_steps else "walk"


def _read() -> dict[str, Profile]:
    table = tomllib.loads((Path(__file__).parent / "profiles.toml").read_text("utf-8"))
    return {name: Profile(name=name, **row) for name, row in table.items()}


PROFILES: dict[str, Profile] = _read()
WEIGHTS = ("walk", "step_free")


def profile_named(name: str) -> Profile:
    """Return the profile, or raise `UnknownProfileError` that lists the known ones."""
    try:
        return PROFILES[name]
    except KeyError:
        known = ", ".join(PROFILES)
        raise UnknownProfileError(f"no profile {name!r}; known are {known}") from None
