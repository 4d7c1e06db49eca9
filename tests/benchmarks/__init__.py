"""Measure what the service promises about speed and memory: `./dev bench`."""
