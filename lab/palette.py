"""The modes' colours in pictures, light and dark, as pages/static/pages/pages.css has them."""

from contract.modes import MODES

NAMES = ("session", "jwt", "refresh", "opaque", "bound")  # in the order of the modes
BY_MODE = dict(zip((mode.name for mode in MODES), NAMES, strict=True))
LIGHT = "--session:#0072b2;--jwt:#b35900;\n--refresh:#7a3e9d;--opaque:#00695c;--bound:#256b25"
DARK = "--session:#5cb3e6;--jwt:#f0a04b;--refresh:#c79be4;--opaque:#5fc9b8;--bound:#7fd07f"
