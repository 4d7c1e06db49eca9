"""Mark which words of two texts differ. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether the other text lacks it."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Marked:
    """Two texts in pieces."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def marked(before: str, after: str) -> Marked:
    """Compare two texts word by word.

    Blanks and signs between two changed words count as changed with them, so that one reads whole
    stretches and not crumbs.
    """
    mine, theirs = WORDS.findall(before), WORDS.findall(after)
    kept_mine, kept_theirs = [False] * len(mine), [False] * len(theirs)
    for step in LCSseq.opcodes(mine, theirs):
        if step.tag == "equal":
            kept_mine[step.src_start : step.src_end] = [True] * (step.src_end - step.src_start)
            kept_theirs[step.dest_start : step.dest_end] = [True] * (
                step.dest_end - step.dest_start
            )
    return Marked(_pieces(mine, kept_mine), _pieces(theirs, kept_theirs))


def _pieces(words: list[str], kept: list[bool]) -> tuple[Piece, ...]:
    """Join words of the same fate; crumbs between two changed ones are changed."""
    runs: list[tuple[str, bool]] = []
    for word, is_kept in zip(words, kept, strict=True):
        if runs and runs[-1][1] == is_kept:
            runs[-1] = (runs[-1][0] + word, is_kept)
        else:
            runs.append((word, is_kept))
    last = len(runs) - 1
    is_crumb = [
        is_kept and 0 < at < last and not re.search(r"\w", text)
        for at, (text, is_kept) in enumerate(runs)
    ]
    pieces: list[Piece] = []
    for (text, is_kept), crumb in zip(runs, is_crumb, strict=True):
        is_changed = crumb or not is_kept
        if pieces and pieces[-1].is_changed == is_changed:
            pieces[-1] = Piece(pieces[-1].text + text, is_changed)
        else:
            pieces.append(Piece(text, is_changed))
    return tuple(pieces)
