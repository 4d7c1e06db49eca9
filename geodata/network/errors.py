"""Name what can go wrong with a walking network."""


class NetworkError(Exception):
    """Something about the walking network is not as it must be."""


class NetworkFileError(NetworkError, ValueError):
    """A network file is missing, cut short, or of another version than this code reads."""


class EmptyNetworkError(NetworkError, ValueError):
    """The data holds no way that can be walked, so that there is nothing to compile."""


class UnknownProfileError(NetworkError, KeyError):
    """A profile was asked for that the profile table does not have."""
