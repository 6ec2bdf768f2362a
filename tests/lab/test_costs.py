"""What `Server-Timing` says of a request is what the stores were asked."""

import re

import pytest

from tests.contract.test_costs import COSTS


def told(response) -> dict[str, str]:
    return dict(re.findall(r'(sql|redis);desc="(\d+)"', response.headers.get("Server-Timing", "")))


def test_a_request_with_a_run_id_is_told_its_costs(variant, sign_in):
    client = sign_in(**{"X-Lab-Run": "test"})
    client.send("GET", "me")

    answer = client.send("GET", "me")

    sql, redis = COSTS["me"][str(variant) if variant.store else variant.mode.name]
    assert told(answer) == {"sql": str(sql), "redis": str(redis)}


def test_a_request_without_a_run_id_is_told_nothing(sign_in):
    assert "Server-Timing" not in sign_in().send("GET", "me").headers


@pytest.mark.django_db
def test_pipelines_and_scripts_are_counted_command_by_command():
    from django_redis import get_redis_connection

    from lab.recording.costs import counted

    redis = get_redis_connection("default")
    with counted() as costs:
        with redis.pipeline(transaction=False) as pipeline:
            pipeline.set("a", 1).get("a").execute()
        redis.eval("return redis.call('GET', KEYS[1])", 1, "a")

    assert [(call.text.split(" ")[0], call.answer) for call in costs.calls] == [
        ("SET", "OK"),
        ("GET", "1 B"),
        ("EVAL", "1 B"),
    ]
    assert all(call.seconds > 0 for call in costs.calls)
