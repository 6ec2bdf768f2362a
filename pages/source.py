"""The code that runs here, as a page: a mode's own files, with LAB=1 alone."""

from importlib import import_module
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contract.modes import MODES, Mode


def source(request: HttpRequest, mode: Mode, name: str = "views.py") -> HttpResponse:
    """One file of the mode's package, its lines numbered. Only names that are listed are opened."""
    folder = Path(import_module(mode.package).__path__[0])
    files = {path.name: path for path in sorted(folder.glob("*.py"))}
    if name not in files:
        raise Http404(name)
    lines = files[name].read_text().splitlines()
    shown = {"mode": mode, "modes": MODES, "files": list(files), "name": name, "lines": lines}
    return render(request, "pages/source.html", shown)
