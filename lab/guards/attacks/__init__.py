"""The attack that each guard stops, as somebody would make it: real requests of this run, to this server.

An attack says what it did and whether it worked; nothing else. tests/lab/test_guards.py fires each twice: with its
guard, when it fails, and without, when it works.
"""

from . import forged, proofs, refresh_tokens, sign_in  # noqa: F401  (each registers its attacks)
from .scene import ATTACKS, Scene

__all__ = ["ATTACKS", "Scene"]
