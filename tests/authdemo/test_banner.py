"""What a newcomer reads first."""

from authdemo.banner import banner


def test_no_address_is_cut_where_the_terminal_is_narrow(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")

    banner("http://192.168.100.100:54321", 2, [], [("begin here", "/", "the front door, which has a long description")])

    text = capsys.readouterr().out
    for path in ("/", "/session", "/jwt", "/jwt-refresh", "/admin/", "/api/docs"):
        assert f" http://192.168.100.100:54321{path} " in text
