"""The schema says what the contract says."""

import re
from http import HTTPStatus
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve

from contract.bodies import SCHEMAS
from contract.calls import ERRORS, calls_of
from contract.modes import MODES
from contract.operations import PUBLIC
from contract.schema_view import schema
from contract.services import SERVICES

CODES = set(ERRORS)
OPERATIONS = [
    (path, method, operation) for path, item in schema()["paths"].items() for method, operation in item.items()
]
IDS = [operation["operationId"] for _, _, operation in OPERATIONS]


def test_it_is_valid_and_drawn_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))

    assert (tmp_path / "schema.yml").read_text().startswith("openapi: 3.1")


def test_it_has_every_call_of_every_mode_and_what_is_open_to_all():
    paths = ((f"{mode.prefix}/{call.path}".rstrip("/"), call) for mode in MODES for call in calls_of(mode))
    calls = {(path, call.method.lower()) for path, call in paths if is_mounted(path)}
    public = {(path, "get") for path in PUBLIC} | {(path, "post") for path in SERVICES}

    assert {(path, method) for path, method, _ in OPERATIONS} == calls | public
    assert len(IDS) == len(set(IDS))


def test_each_mode_has_one_tag():
    tags = [*(mode.title for mode in MODES), "Other services", "Open to all"]

    assert [tag["name"] for tag in schema()["tags"]] == tags
    assert {tag for _, _, operation in OPERATIONS for tag in operation["tags"]} == {*tags}


def test_each_way_to_carry_a_credential_is_a_security_scheme():
    schemes = schema()["components"]["securitySchemes"]
    kinds = {name: (scheme["type"], scheme.get("name", scheme.get("scheme"))) for name, scheme in schemes.items()}

    named = {name for _, _, operation in OPERATIONS for way in operation.get("security", ()) for name in way}
    every = {
        "sessionCookie": ("apiKey", "sessionId"),
        "bearerToken": ("http", "bearer"),
        "opaqueToken": ("http", "bearer"),
        "boundToken": ("http", "DPoP"),
        "introspectionSecret": ("http", "basic"),
        "accessTokenCookie": ("apiKey", "accessToken"),
        "refreshTokenCookie": ("apiKey", "refreshToken"),
    }
    assert kinds == {name: every[name] for name in named}


def test_every_code_of_the_contract_is_some_calls_answer():
    seen = {code for _, _, operation in OPERATIONS for code in codes_of(operation)}

    assert seen == CODES


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_every_example_fits_its_schema(path: str, method: str, operation: dict[str, Any]):
    for status, answer in operation["responses"].items():
        for media in answer.get("content", {}).values():
            for name, example in media.get("examples", {}).items():
                checked = {**media["schema"], "components": schema()["components"]}
                jsonschema.validate(example["value"], checked, jsonschema.Draft202012Validator)
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    assert re.sub("_", "", example["value"]["code"]) == name.lower()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_login_takes_the_carriers_of_its_mode_and_shows_one_answer_for_each(mode):
    login = schema()["paths"][f"{mode.prefix}/login"]["post"]
    taken = login["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    shown = login["responses"]["200"]["content"]["application/json"]["examples"].values()

    assert schema()["components"]["schemas"][taken]["properties"]["carrier"]["enum"] == list(mode.carriers)
    assert [example["summary"] for example in shown] == [f"carrier {carrier}" for carrier in mode.carriers]


def test_a_body_is_demanded_only_where_no_cookie_could_be_the_credential():
    demanded = {path: operation.get("requestBody", {}).get("required", False) for path, _, operation in OPERATIONS}

    assert (demanded["/jwt-refresh/refresh-token"], demanded["/jwt-refresh/logout"]) == (False, False)
    assert demanded["/jwt-refresh/login"] is demanded["/session/password"] is True


IN_JSON = {
    "jwt": ["LoginByJwtBody"],
    "jwt-refresh": ["LoginByJwtRefreshBody", "LoginByJwtRefreshSplit", "TokensBody", "TokensSplit"],
    "opaque": ["LoginByOpaque"],
    "jwt-dpop": ["LoginByJwtDpop", "BoundTokens"],
}


@pytest.mark.parametrize("name", [name for names in IN_JSON.values() for name in names])
def test_an_access_token_is_there_wherever_it_travels_in_the_json(name):
    assert {"accessToken", "tokenType"} <= set(SCHEMAS[name]["required"])


def test_what_is_taken_and_what_is_given_never_share_a_name():
    """A request's schema is drawn from its serializer; one that overwrote it would forbid what the server takes."""
    profile = schema()["paths"][f"{MODES[0].prefix}/profile"]["patch"]
    taken = profile["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    properties = schema()["components"]["schemas"][taken]["properties"]

    assert taken not in SCHEMAS
    name = {"type": "string", "maxLength": 80, "pattern": r"^[^\u0000]*$", "examples": ["Alice"]}
    assert properties == {"displayName": name}


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("", "application/json", "application/json"),
        ("", "*/*", "application/vnd.oai.openapi"),
        ("?format=json", "*/*", "application/vnd.oai.openapi+json"),
        ("?format=yaml", "text/html", "application/vnd.oai.openapi"),
    ],
)
def test_it_is_served_as_json_or_yaml(open_browser, query, accept, media_type):
    response = open_browser(Accept=accept).get(f"/api/schema{query}")

    assert response.status_code == HTTPStatus.OK
    assert response.headers["Content-Type"].partition(";")[0] == media_type
    assert f"{MODES[-1].prefix}/logout-all" in response.text


def is_mounted(path: str) -> bool:
    try:
        return resolve(path).route != ""
    except Resolver404:
        return False


def codes_of(operation: dict[str, Any]) -> set[str]:
    refusals = (a for status, a in operation["responses"].items() if int(status) >= HTTPStatus.BAD_REQUEST)
    shown = (media.get("examples", {}) for answer in refusals for media in answer["content"].values())
    return {example["value"]["code"] for examples in shown for example in examples.values()}
