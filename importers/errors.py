"""Name what can go wrong with an import, each as one sentence a person can act on."""


class ImportFailed(Exception):
    """An import that could not be finished; nothing of it was written. The command exits with 1."""


class InputError(ImportFailed, ValueError):
    """The input is missing, empty, cut short or of another format. The command exits with 2."""


class FetchError(ImportFailed, OSError):
    """Something could not be fetched from the network or the cache."""


class ImportRunning(ImportFailed):
    """Another import holds the lock."""


class TooManyVanished(ImportFailed):
    """More open rows of the source would vanish than is believable; `--force` accepts it."""
