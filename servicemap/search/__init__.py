"""Find things by what people call them, by what they are, and by how far it is to walk."""

from geodata.search.documents import NOUNS
from geodata.topics import topics_in
from servicemap.hits import Hit, best
from servicemap.search.answers import SearchAnswer, answer
from servicemap.search.query import MOST_MINUTES, PARAMETERS, SearchQuery
from servicemap.search.wider import Wider
from servicemap.search.zero import count_in_vain

__all__ = [
    "MOST_MINUTES",
    "NOUNS",
    "PARAMETERS",
    "Hit",
    "SearchAnswer",
    "SearchQuery",
    "Wider",
    "answer",
    "best",
    "count_in_vain",
    "topics_in",
]
