"""The handout: from the same file as the guide, with blanks, or with the answers."""

import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest

from lab.guides import ALL, load
from lab.guides.predictions import label_of, right_of
from lab.templatetags.guide_text import code

Open = Callable[..., httpx.Client]


def text_of(page: str) -> str:
    """What is to be read on a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


@pytest.mark.parametrize("name", ALL)
def test_it_asks_what_the_guide_asks_and_answers_nothing(name: str, open_browser: Open) -> None:
    guide = load(name)

    page = open_browser().get(f"/lab/handout/{name}")
    read = text_of(page.text)

    assert page.status_code == 200
    for step in guide["steps"]:
        assert plain(step["say"]) in read and step["slide"] in read, step["id"]
        assert plain(step["explain"]) not in read and plain(step["reveal"]) not in read, step["id"]
        assert plain(step.get("predict", {}).get("question", "")) in read, step["id"]
    assert [plain(question["answer"]) for question in guide["questions"] if plain(question["answer"]) in read] == []
    assert "✓" not in read
    blanks = sum(len(step["expect"]) for step in guide["steps"] if "predict" in step)
    assert page.text.count('class="blank"') == blanks


@pytest.mark.parametrize("name", ALL)
def test_the_key_answers_everything(name: str, open_browser: Open) -> None:
    guide = load(name)

    page = open_browser().get(f"/lab/handout/{name}", params={"key": "1"})
    read = text_of(page.text)

    asked = [step for step in guide["steps"] if "predict" in step]
    ticked = re.findall(r"✓</i>([^<]+)<", page.text)
    assert ticked == [label_of(step["predict"], right_of(step["predict"], step["expect"])) for step in asked]
    for step in guide["steps"]:
        assert plain(step["reveal"]) in read and plain(step["explain"]) in read, step["id"]
    assert all(plain(question["answer"]) in read for question in guide["questions"])
    assert 'class="blank"' not in page.text


def test_the_clock_stands_beside_each_jump(open_browser: Open) -> None:
    page = open_browser().get("/lab/handout/refresh").text

    assert re.findall(r"clock (\+[^<]+)<", page) == ["+0:15:01", "+0:30:02", "+6 days, 0:30:02", "+6 days, 0:30:13"]


@pytest.mark.parametrize("path", ["/lab/handout/oauth", "/lab/handout/..%2Fsettings", "/lab/handout/"])
def test_there_is_no_other_handout(path: str, open_browser: Open) -> None:
    assert open_browser().get(path).status_code == 404


@pytest.mark.django_db  # a refusal is an event
def test_a_handout_is_only_read(open_browser: Open) -> None:
    assert open_browser().post("/lab/handout/jwt").status_code in (403, 405)


@pytest.mark.parametrize("path", [f"/lab/handout/{name}" for name in ALL])
def test_it_needs_nothing_from_elsewhere_and_nothing_inline(path: str, open_browser: Open) -> None:
    page = open_browser().get(path)

    assert re.findall(r"(?:href|src)=\"(?!/|\?|data:,)[^\"]*", page.text) == []
    assert not re.search(r"<script|<style|style=|\son\w+=", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("call `me`", "call <code>me</code>"),
        ("`a` and `<b>`", "<code>a</code> and <code>&lt;b&gt;</code>"),
        ("<script>", "&lt;script&gt;"),
        ("", ""),
    ],
)
def test_text_between_backticks_is_code_and_everything_is_escaped(text: str, html: str) -> None:
    assert code(text) == html
