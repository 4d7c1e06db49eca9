"""Hold the parts of the one door to the network; `importers.fetch` is what to call."""
