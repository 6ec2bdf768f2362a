"""Another service, and a process's memory: what the lab says of them is what is there."""

import os

import pytest
from django.core.cache import caches

from lab.page.runs import RUN_ID

RUN = next("a" * n for n in range(99) if RUN_ID.fullmatch("a" * n))


@pytest.fixture
def page(open_browser, transactional_db):
    return open_browser(**{"X-Lab-Run": RUN})


def known(found, when):
    return {row["mode"]: bool(row[when]["sub"]) for row in found["modes"]}


def test_a_service_with_public_keys_alone_knows_who_a_jwt_is_of_also_after_its_logout(page):
    page.post("/lab/guards", json={"settings": {"JWT_ALGORITHM": "ES256"}})

    found = page.post("/lab/service").json()

    by_token = {"session": False, "jwt": True, "jwt-refresh": True}
    assert (known(found, "before"), known(found, "after")) == (by_token, by_token)
    assert [row["before"]["role"] for row in found["modes"]] == [None, "user", "user"]
    assert found["keys"] >= 1


def test_of_an_hmac_key_nothing_is_published_and_nobody_is_known(page, settings, tmp_path):
    settings.JWT_KEYS = tmp_path / "keys.json"

    found = page.post("/lab/service").json()

    assert found["keys"] == 0
    assert set(known(found, "before").values()) == {False}


def test_sessions_in_memory_pile_up_in_this_process_and_those_in_redis_do_not(page):
    grown = {}
    for store in ("memory", "redis"):
        found = page.post("/lab/memory", json={"store": store}).json()
        grown[store] = found["after"]["sessions"] - found["before"]["sessions"]
        assert found["after"]["pid"] == os.getpid()

    assert grown == {"memory": 50, "redis": 0}
    assert len(vars(caches["memory"])["_cache"]) == 50


@pytest.mark.parametrize("store", ["", "database", None, ["memory"]])
def test_no_other_store_is_filled(page, store):
    assert page.post("/lab/memory", json={"store": store}).status_code == 400
