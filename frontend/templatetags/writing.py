"""Say in the form what fields are called and what others wrote in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms, template

from frontend.my.values import told
from frontend.my.words import label

register = template.Library()


@register.filter
def path_label(path: str, sheet: Mapping[str, Any]) -> str:
    """Return what a path is called."""
    return label(path, sheet)


@register.filter
def told_value(value: Any, path: str) -> str:
    """Return a value of a sheet in words."""
    return told(path, value)


@register.filter
def of_whole(comments: Mapping[str, str]) -> str:
    """Return the comment on the whole."""
    return comments.get("", "")


@register.filter
def anchor(field: forms.BoundField) -> str:
    """Return the id that a link to a field leads to: its own, or that of the set it is."""
    return field.id_for_label or str(field.auto_id)


@register.filter
def under(found: Mapping[str, Any], path: str) -> Any:
    """Return what stands under a path."""
    return found.get(path)
