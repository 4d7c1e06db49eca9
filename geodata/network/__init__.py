"""The walking network: compile it, open it, and ask it how far one has to walk."""

from geodata.network.area import ServiceArea, service_areas
from geodata.network.bands import AROUND_METRES, STATED_METRES
from geodata.network.build import NetworkReport, compile_network
from geodata.network.description import Description, describe
from geodata.network.directions import Instruction, directions
from geodata.network.errors import (
    EmptyNetworkError,
    NetworkError,
    NetworkFileError,
    UnknownProfileError,
)
from geodata.network.nearest import Nearest, nearest
from geodata.network.network import Network, open_network
from geodata.network.positions import SNAP_METRES, Position, Targets, snap, trail_targets
from geodata.network.profiles import PROFILES, Profile, profile_named
from geodata.network.snapping import snap_many
from geodata.network.trails import TrailDescription, describe_trail
from geodata.network.walks import Leg, Walk, boundary_metres, walks

__all__ = [
    "AROUND_METRES",
    "PROFILES",
    "SNAP_METRES",
    "STATED_METRES",
    "Description",
    "EmptyNetworkError",
    "Instruction",
    "Leg",
    "Nearest",
    "Network",
    "NetworkError",
    "NetworkFileError",
    "NetworkReport",
    "Position",
    "Profile",
    "ServiceArea",
    "Targets",
    "TrailDescription",
    "UnknownProfileError",
    "Walk",
    "boundary_metres",
    "compile_network",
    "describe",
    "describe_trail",
    "directions",
    "nearest",
    "open_network",
    "profile_named",
    "service_areas",
    "snap",
    "snap_many",
    "trail_targets",
    "walks",
]
