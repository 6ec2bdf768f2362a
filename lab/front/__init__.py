"""The front door: what this is, where to begin, the map of the modes, and what a trainer needs."""
