"""Keep what people do with the service: files, memberships, revisions; import them from here."""

from servicemap.models.editing import Membership, Revision, Save, Standing
from servicemap.models.uploads import Upload

__all__ = ["Membership", "Revision", "Save", "Standing", "Upload"]
