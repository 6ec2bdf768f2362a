"""What a newcomer reads first."""

import re

from authdemo.banner import banner
from contract.modes import SHOWN


def test_no_address_is_cut_where_the_terminal_is_narrow(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")

    banner("http://192.168.100.100:54321", 2, [], [("begin here", "/", "the front door, which has a long description")])

    text = capsys.readouterr().out
    told = re.findall(r" http://192\.168\.100\.100:54321(/\S*) ", text)
    for path in ("/", "/admin/", "/api/docs", "/api/schema"):
        assert path in told
    assert all(any(path.startswith(mode.prefix) for path in told) for mode in SHOWN)


def test_every_address_leads_somewhere(capsys, client):
    banner("http://testserver", 2, [], [])

    told = re.findall(r"http://testserver(/\S*)", capsys.readouterr().out)

    assert {path: client.options(path).status_code for path in told if client.options(path).status_code == 404} == {}
