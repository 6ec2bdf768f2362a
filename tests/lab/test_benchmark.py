"""`manage.py benchmark` measures what it says: every operation of every mode and recipe, and nothing refused."""

import json
import os
import xml.etree.ElementTree as ET
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from contract.modes import MODES
from lab.benchmark.charts import bars
from lab.benchmark.copies import Database
from lab.benchmark.meter import family_of, measured, percentile
from lab.benchmark.pins import PINS, ratios
from lab.benchmark.report import markdown
from lab.management.commands.benchmark import Command

OURS = {"/session, redis", "/session, database", "/jwt", "/jwt-refresh", "/opaque", "/jwt-dpop"}
RECIPES = {"empty DRF view", "Django session, cache", "Django session, database", "SimpleJWT"}


@pytest.fixture(scope="module")
def data() -> dict:
    """The smallest run there is, with growth to a thousand logins."""
    out = StringIO()
    call_command("benchmark", "--rounds=1", "--times=2", "--growth", "--sizes", "1000", "--format=json", stdout=out)
    found: dict = json.loads(out.getvalue())
    return found


def test_every_operation_of_everybody_is_measured(data):
    measured = {operation: set(figures) for operation, figures in data["operations"].items()}

    assert measured == {
        "me": OURS | RECIPES,
        "login": (OURS | RECIPES) - {"empty DRF view"},
        "logout": (OURS | RECIPES) - {"empty DRF view"},
        "refresh": {"/jwt-refresh", "/jwt-dpop", "SimpleJWT"},
    }
    for figures in data["operations"].values():
        for figure in figures.values():
            assert 0 < figure["p50_ms"] <= figure["p99_ms"]
            assert figure["rate"] > 0 and figure["cpu_ms"] >= 0


def test_what_a_request_asks_of_the_stores_is_counted(data):
    asked = {name: (figure["sql"], figure["redis"]) for name, figure in data["operations"]["me"].items()}

    assert asked == {
        "empty DRF view": (0, 0),
        "Django session, cache": (1, 1),
        "Django session, database": (2, 0),
        "SimpleJWT": (1, 0),
        "/session, redis": (1, 1),
        "/session, database": (1, 0),
        "/jwt": (0, 0),
        "/jwt-refresh": (0, 0),
        "/opaque": (1, 1),
        "/jwt-dpop": (0, 1),
    }
    assert data["operations"]["refresh"]["/jwt-refresh"]["sql"] <= 2


def test_growth_tells_size_speed_and_purge(data):
    for lines in data["growth"].values():
        assert [line["logins"] for line in lines] == [1000]
        assert 100 < lines[0]["bytes"] < 2000
        assert 0 <= lines[0]["purge_mib"] < 64
    assert data["redis_bytes"]["/jwt-refresh"] == data["redis_bytes"]["/jwt"] == 0
    assert data["redis_bytes"]["/session, redis"] > 200


def test_the_docs_say_when_and_on_what_and_hold_every_chart(data, tmp_path):
    Command.write(data, tmp_path)

    text = (tmp_path / "benchmark.md").read_text()
    assert data["when"] in text and data["on"]["python"] in text
    charts = sorted(path.name for path in tmp_path.glob("*.svg"))
    assert charts == [f"benchmark-{name}.svg" for name in ("login", "logout", "me", "purge", "refresh")]
    for name in charts:
        assert f"]({name})" in text
        ET.parse(tmp_path / name)  # noqa: S314  (our own)


def test_tables_name_everybody(data):
    text = markdown(data, [])

    assert all(f"| {name} |" in text for name in OURS | RECIPES)


def test_the_longest_bar_fills_the_width_and_text_is_escaped():
    drawn = ET.fromstring(bars("a & b", "<note>", [("<x>", MODES[0].name, 4.0, "4"), ("y", "", 1.0, "1")]))  # noqa: S314

    widths = [float(bar.get("width")) for bar in drawn.findall("{*}rect")[1:]]
    assert widths[0] == pytest.approx(4 * widths[1], rel=0.01)


def test_a_refused_call_is_no_measurement():
    refused = SimpleNamespace(is_error=True, status_code=401, text="", request=SimpleNamespace(url="u"))

    with pytest.raises(RuntimeError, match="401"):
        measured(1, [lambda: refused])


def test_percentiles_and_families():
    assert (percentile([3, 1, 2], 0.5), percentile([3, 1, 2], 0.99)) == (2, 3)
    assert os.getpid() in family_of(os.getppid())


def test_copies_are_unique_and_every_other_one_is_a_year_older(tmp_path):
    database = Database(str(tmp_path / "x.sqlite3"))
    database.ask("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, ends TEXT, note TEXT)")
    database.ask("INSERT INTO t (name, ends, note) VALUES ('abcdefgh', '2026-01-02 03:04:05', 'n')")

    database.copy_last("t", 10)

    rows = database.ask("SELECT name, substr(ends, 1, 4), note FROM t WHERE id > 1")
    assert len({name for name, _, _ in rows}) == 10
    assert sorted(year for _, year, _ in rows) == ["2025"] * 5 + ["2026"] * 5
    assert {note for _, _, note in rows} == {"n"}
    database.connection.close()


@pytest.mark.parametrize("options", [["--rounds=0"], ["--times=1"]])
def test_too_little_is_refused(options):
    with pytest.raises(CommandError):
        call_command("benchmark", *options)


def test_each_pinned_ratio_is_told_with_what_became_of_it(data):
    told = {row[0]: row for row in ratios(data["operations"])}

    assert set(told) == {f"{operation}, {ours}" for operation, ours, _, _ in PINS}
    for name, _, ratio, pin, verdict in told.values():
        assert (verdict == "kept") is (float(ratio) <= float(pin)) or ratio == pin, name


def test_a_ratio_over_its_pin_is_missed():
    figures = {operation: {name: {"cpu_ms": 1.0} for name in (*OURS, *RECIPES)} for operation, *_ in PINS}

    verdicts = {row[0]: row[4] for row in ratios(figures)}

    assert verdicts["me, /jwt"] == "kept"
    assert verdicts["refresh, /jwt-refresh"] == "missed by 300%"


MIXED = {
    "modes": {"/jwt": {"peace_p50": 1.0, "load_p50": 4.0, "peace_p99": 2.0, "load_p99": 20.0, "ratio": 4.0}},
    "sign_ins": 40.0, "rounds": 5, "when": "today", "processors": 2, "load": "0", "workers": 2, "threads": 8,
}  # fmt: skip


def test_mixed_load_is_measured_by_itself_and_kept_when_the_rest_is_measured_again(data, tmp_path):
    Command.write(data | {"mixed": MIXED}, tmp_path)
    Command.write(data, tmp_path)

    page = (tmp_path / "benchmark.md").read_text()
    assert "## Mixed load" in page and "| /jwt | 1.0 | 4.0 | 2.0 | 20.0 | 4.0 |" in page
    assert json.loads((tmp_path / "benchmark.json").read_text())["mixed"] == MIXED
