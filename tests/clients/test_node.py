"""Recipes for axios, ky and ofetch; the plain interceptor that most people write; services that verify our tokens; the
types of the examples."""

import json
from typing import Any

import pytest

ROUNDS = 10


def burst(node: Any, server: Any, recipe: str, rounds: int = ROUNDS, *more: str) -> dict[str, int]:
    told: dict[str, int] = json.loads(node("node", "burst.mjs", f"./{recipe}.mjs", server.url, str(rounds), *more))
    print(recipe, told)  # noqa: T201 (for -s: the figures)
    return told


@pytest.mark.parametrize("recipe", ["axios", "ky", "ofetch"])
def test_twenty_calls_that_meet_an_expired_token_renew_it_once(node, server, recipe):
    assert burst(node, server, recipe) == {"rounds": ROUNDS, "renewals": ROUNDS, "most": 1, "out": 0}


def test_calls_that_renew_each_for_itself_renew_many_times(node, server):
    """What it costs: docs/adr/0032."""
    told = burst(node, server, "plain", 40, "12", "40")

    assert told["rounds"] == 40
    assert told["most"] > 1


def test_services_verify_our_tokens_by_the_public_keys(node, server):
    assert json.loads(node("node", "verify.mjs", server.url)) == {
        "jose": "alice@example.com",
        "jose, another audience": "ERR_JWT_CLAIM_VALIDATION_FAILED",
        "jose, bound, without its proof": "alice@example.com",  # it looks at no `cnf`
        "express-oauth2-jwt-bearer": "alice@example.com",
        "express-oauth2-jwt-bearer, strict": "alice@example.com",
        "express-oauth2-jwt-bearer, another audience": 401,
        "express-oauth2-jwt-bearer, bound": "alice@example.com",
        "express-oauth2-jwt-bearer, bound, without its proof": 401,
    }


def test_the_examples_types_hold(node):
    node("npx", "tsc", "-p", ".")


def test_types_drawn_from_the_schema_hold_its_bodies_apart(node, server):
    node("npx", "openapi-typescript", f"{server.url}/api/schema?format=json", "-o", "schema.d.ts")

    node("npx", "tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "generated.ts")
