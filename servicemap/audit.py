"""Log who changed what about people's rights and the city's decisions, and for how long."""

from __future__ import annotations

from typing import Any

# What is logged of which table. People are numbers there: once erased, nobody knows whose.
TABLES: tuple[dict[str, Any], ...] = (
    {"model": "servicemap.Membership", "include_fields": ["organisation", "person", "role"]},
    {"model": "servicemap.Standing", "include_fields": ["is_trusted", "archived_at"]},
    {
        "model": "servicemap.Claim",
        "include_fields": ["organisation", "person", "state", "reviewer"],
    },
    {
        "model": "servicemap.Invitation",
        "include_fields": ["organisation", "role", "invited_by", "taken_by", "withdrawn_at"],
    },
    {"model": "servicemap.Report", "include_fields": ["state", "reviewer"]},
    {"model": "servicemap.Revision", "include_fields": ["state", "reviewer"]},
    {
        "model": "auth.User",
        "include_fields": ["is_staff", "is_superuser", "is_active", "email"],
        "mask_fields": ["email"],
        "mask_callable": "servicemap.audit.masked",
    },
)


def masked(value: str) -> str:
    """Say that something is there, and not what."""
    return "…" if value else ""
