"""What the columns say: lock-step, what the server holds, the wire, a token opened; checked against the stores."""

import re

import pytest
from django_redis import get_redis_connection
from playwright.sync_api import expect

from tests.browser.lab.conftest import rows

pytestmark = pytest.mark.browser


def test_one_action_runs_in_all_three_columns(lab):
    lab.do("login", "me")

    assert lab.statuses() == ["200", "200", "200"]
    [(account,)] = rows(lab.server, "SELECT id FROM accounts_account WHERE email = ?", lab.account())
    for table in ("sessions_auth_session", "jwt_refresh_tokenfamily"):
        assert rows(lab.server, f"SELECT count(*) FROM {table} WHERE account_id = ?", account) == [(1,)]


def test_a_column_can_act_alone(lab):
    for mode in ("session", "jwt-refresh"):
        lab.page.uncheck(f"#acts-{mode}")

    lab.do("login")

    assert lab.statuses() == ["–", "200", "–"]


@pytest.mark.parametrize(
    ("carrier", "cookies", "storage"),
    [
        ("memory", set(), set()),
        ("localStorage", set(), {"lab.jwt-refresh.accessToken", "lab.jwt-refresh.refreshToken"}),
        ("cookie", {"accessToken", "refreshToken"}, set()),
        ("split", {"refreshToken"}, set()),
    ],
)
def test_the_carrier_decides_where_the_browser_keeps_the_tokens(lab, carrier, cookies, storage):
    lab.page.select_option("#carrier-jwt-refresh", carrier)
    lab.do("login", "profile", "refresh", "me")

    held = lab.context.cookies(f"{lab.server.url}/jwt-refresh/me")
    stored = set(lab.page.evaluate("Object.keys(localStorage)")) - {"lab.run"}
    assert {cookie["name"] for cookie in held} - {"csrftoken"} == cookies
    assert all(cookie["httpOnly"] for cookie in held if cookie["name"] != "csrftoken")
    assert stored == storage
    assert lab.statuses()[2] == "200"


def test_a_reload_forgets_memory_and_keeps_the_session(lab):
    lab.do("login")

    lab.page.reload()
    lab.page.wait_for_selector("#lab[data-ready]")
    lab.do("me")

    assert lab.statuses() == ["200", "401 not_authenticated", "401 not_authenticated"]


def test_a_client_that_renews_by_itself_trades_its_token_in_and_tries_again(lab):
    lab.page.check("#renews")
    lab.do("login")
    lab.press("past access token", ".clock")

    lab.do("me")

    assert lab.statuses() == ["200", "200", "401 token_expired 200 200"]
    [(generation,)] = rows(
        lab.server,
        "SELECT generation FROM jwt_refresh_tokenfamily f JOIN accounts_account a ON a.id = account_id WHERE email = ?",
        lab.account(),
    )
    assert generation == 1


def test_what_the_page_says_the_server_holds_is_what_it_holds(lab):
    lab.do("login")

    [(public_id, digest)] = rows(
        lab.server,
        "SELECT public_id, digest FROM sessions_auth_session s JOIN accounts_account a ON a.id = account_id "
        "WHERE email = ?",
        lab.account(),
    )
    said = lab.band("session", "The server remembers").inner_text()
    ttl = int(re.search(r"TTL (\d+) s", said)[1])
    assert f"session:{digest[:7]}" in said
    assert get_redis_connection("default").ttl(f"session:{digest}") == pytest.approx(ttl, abs=5)
    assert "Nothing." in lab.band("jwt", "The server remembers").inner_text()
    assert "gen 0" in lab.band("jwt-refresh", "The server remembers").inner_text()
    link = lab.band("session", "The server remembers").get_by_role("link", name="this session in the admin")
    [(pk,)] = rows(lab.server, "SELECT id FROM sessions_auth_session WHERE public_id = ?", public_id)
    assert link.get_attribute("href") == f"/admin/sessions_auth/session/{pk}/change/"


def test_what_the_last_step_changed_is_marked(lab):
    lab.do("login", "me")
    assert lab.page.locator("tr.new").count() == 0

    lab.do("refresh")

    assert lab.page.locator("#column-jwt-refresh tr.new th").all_inner_texts() == ["● row"]


def test_an_exchange_opens_with_what_script_can_not_see_and_the_line_that_decided(lab):
    lab.do("login", "report")
    [session] = [c["value"] for c in lab.context.cookies(f"{lab.server.url}/session") if c["name"] == "sessionId"]

    lab.page.locator("#column-session .message").click()

    dialog = lab.page.locator("dialog")
    expect(dialog.locator("section[aria-label=Request]")).to_contain_text(f"sessionId={session}")
    expect(dialog.locator("section[aria-label=Why] li.failed")).to_contain_text("The role is admin")
    expect(dialog.locator(".source .here")).to_contain_text('["role"] == "admin"')
    expect(dialog.locator("section[aria-label='Behind it']")).to_contain_text("FROM accounts_account")


def test_server_timing_says_the_costs_to_developer_tools(lab):
    lab.do("login", "me")

    said = lab.page.evaluate("""performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/session/me'))
        .flatMap((e) => e.serverTiming.map((t) => [t.name, t.description]))""")
    assert dict(said)["sql"] == "1"
    assert dict(said)["redis"] == "1"


def test_a_token_opens_and_one_changed_byte_is_refused(lab):
    lab.do("login")
    lab.page.locator("#column-jwt .held button").click()
    dialog = lab.page.locator("dialog")
    expect(dialog).to_contain_text(f'"{lab.account()}"')

    dialog.get_by_role("button", name="Ask the server").click()
    expect(dialog.locator("#token-verdict")).to_contain_text("200 The server says: the signature verifies")

    for part in ("header", "claims", "signature"):
        dialog.get_by_role("button", name=f"Change one byte of the {part}").click()
        expect(dialog.locator("#token-verdict")).to_contain_text("401 invalid_token")
        dialog.get_by_role("button", name="Put it back").click()


def test_any_two_to_four_modes_are_columns_and_the_address_says_which(open_lab):
    lab = open_lab("#columns=opaque,jwt-dpop,nonsense")
    assert shown(lab) == ["opaque", "jwt-dpop"]
    for mode in ("opaque", "jwt-dpop"):  # the fewest there may be
        expect(lab.page.locator(f"#show-{mode}")).to_be_disabled()

    lab.page.get_by_text("Columns", exact=True).click()
    for mode in ("session", "jwt"):
        lab.page.check(f"#show-{mode}")

    assert shown(lab) == ["session", "jwt", "opaque", "jwt-dpop"]
    expect(lab.page.locator("#show-jwt-refresh")).to_be_disabled()  # and the most
    lab.page.keyboard.press("Escape")
    lab.do("login", "me")
    assert [lab.page.locator(f"#column-{mode}").get_by_text("200").count() > 0 for mode in shown(lab)] == [True] * 4
    assert lab.page.evaluate("location.hash") == "#columns=session%2Cjwt%2Copaque%2Cjwt-dpop"


@pytest.mark.parametrize("hash", ["", "#columns=jwt", "#columns=session,jwt,jwt-refresh,opaque,jwt-dpop", "#columns=,"])
def test_who_asks_for_too_few_or_too_many_gets_the_three(open_lab, hash):
    assert shown(open_lab(hash)) == ["session", "jwt", "jwt-refresh"]


def shown(lab) -> list[str]:
    return [
        each.removeprefix("column-")
        for each in lab.page.locator("[id^=column-]").evaluate_all("all => all.map((each) => each.id)")
    ]
