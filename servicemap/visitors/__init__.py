"""Learn from visitors whether the map is of use, without learning who they are."""
