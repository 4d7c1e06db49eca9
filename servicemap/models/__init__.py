"""Keep what people do with the service; import it from here."""

from servicemap.models.editing import Membership, Revision, Save, Standing
from servicemap.models.people import Account, Claim, Invitation
from servicemap.models.pictures import Picture
from servicemap.models.uploads import Upload
from servicemap.models.visitors import Answers, Report, Use

__all__ = [
    "Account",
    "Answers",
    "Claim",
    "Invitation",
    "Membership",
    "Picture",
    "Report",
    "Revision",
    "Save",
    "Standing",
    "Upload",
    "Use",
]
