"""Discovery by the issuer's URL (RFC 8414), for verifiers that are told nothing else."""

from http import HTTPStatus
from typing import Any

PATH = "/.well-known/oauth-authorization-server"


def test_an_issuer_that_is_a_url_names_itself_and_its_keys(open_browser: Any, settings: Any) -> None:
    settings.JWT_ISSUER = "https://issuer.example"

    answer = open_browser().get(PATH)

    assert answer.status_code == HTTPStatus.OK
    assert answer.json() == {
        "issuer": "https://issuer.example",
        "jwks_uri": "https://issuer.example/.well-known/jwks.json",
        "response_types_supported": [],
        "grant_types_supported": [],
    }


def test_an_issuer_that_is_a_name_has_no_address(open_browser: Any) -> None:
    answer = open_browser().get(PATH)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
