"""Turn OpenStreetMap data into records."""
