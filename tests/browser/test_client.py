"""`examples/client.mjs`, in a browser: every mode and carrier, and calls of two tabs that meet an expired token."""

import os
from pathlib import Path
from typing import Any

import pytest

from contract.modes import MODES

SOURCE = (Path(__file__).parent.parent.parent / "examples" / "client.mjs").read_text()
WAYS = [(mode.prefix, carrier) for mode in MODES for carrier in mode.carriers]
RENEWING = [(mode.prefix, carrier) for mode in MODES if mode.client.renewable for carrier in mode.carriers]
ROUNDS = int(os.environ.get("CLIENT_ROUNDS", "2"))  # 100 in `make test-clients`
LOAD = """async ([source, options]) => {
    const { Client } = await import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    window.client = new Client(options);
    window.signedOut = 0;
    client.addEventListener('signed-out', () => { signedOut += 1; });
}"""
LIFE = """async () => {
    await client.login('alice@example.com', 'open-sesame');
    const { email } = await client.call('GET', 'me');
    await client.call('PATCH', 'profile', { displayName: 'Alice' });
    await client.logout();
    return [email, await client.call('GET', 'me').catch((fault) => fault.status)];
}"""
LOGIN = "() => client.login('alice@example.com', 'open-sesame').then(() => null)"
ME = "() => client.call('GET', 'me').then((me) => me.email, (fault) => fault.message)"
TWENTY = "() => Promise.all(Array.from({ length: 20 }, () => client.call('GET', 'me').then((me) => me.email)))"
LOSE = """() => {
    const [real, arrived] = [window.fetch, window.arrived = []];
    window.fetch = async (url, options) => {
        const answer = await real(url, options);
        if (url.endsWith('/refresh-token') && arrived.push(answer.status) === 1) throw new TypeError('lost on its way');
        return answer;
    };
}"""
ALICE = "alice@example.com"


def load(page: Any, server: Any, prefix: str, carrier: str) -> Any:
    page.goto(f"{server.url}/healthz")
    page.evaluate(LOAD, [SOURCE, {"prefix": prefix, "carrier": carrier}])
    return page


class Expiry:
    """The access token has run out for every call that is sent before the next renewal. Counts renewals."""

    def __init__(self, context: Any) -> None:
        self.renewals: list[str] = []
        context.route("**/jwt-*/**", self.later)

    def later(self, route: Any) -> None:
        if "/refresh-token" in route.request.url:
            self.renewals.append(route.request.url)
        elif not self.renewals:
            return route.continue_(headers={**route.request.headers, "X-Lab-Clock": "+901"})
        return route.continue_()


@pytest.mark.parametrize(("prefix", "carrier"), WAYS)
def test_a_login_from_its_beginning_to_its_end(open_page, server, prefix, carrier):
    page = load(open_page(), server, prefix, carrier)

    assert page.evaluate(LIFE) == [ALICE, 401]


@pytest.mark.parametrize(("prefix", "carrier"), RENEWING)
def test_two_tabs_that_meet_an_expired_token_renew_it_once_and_nobody_is_signed_out(open_page, server, prefix, carrier):
    tabs = [open_page()]
    tabs.append(tabs[0].context.new_page())
    for tab in tabs:
        load(tab, server, prefix, carrier)
    tabs[0].evaluate(LOGIN)
    expiry = Expiry(tabs[0].context)

    for _ in range(ROUNDS):
        expiry.renewals.clear()
        for tab in tabs:
            tab.evaluate(f"() => {{ window.answers = ({TWENTY})(); }}")

        assert [tab.evaluate("() => window.answers") for tab in tabs] == [[ALICE] * 20] * 2
        assert len(expiry.renewals) == 1
    assert [tab.evaluate("signedOut") for tab in tabs] == [0, 0]


@pytest.mark.parametrize(("prefix", "carrier"), RENEWING)
def test_a_renewal_whose_answer_is_lost_is_had_again(open_page, server, prefix, carrier):
    page = load(open_page(), server, prefix, carrier)
    page.evaluate(LOGIN)
    expiry = Expiry(page.context)
    page.evaluate(LOSE)

    assert page.evaluate(ME) == ALICE
    assert (page.evaluate("arrived"), len(expiry.renewals)) == ([200, 200], 2)
    expiry.renewals.clear()
    assert page.evaluate(ME) == ALICE  # and what it was given is the live one


@pytest.mark.parametrize(("prefix", "carrier"), RENEWING)
def test_a_renewal_that_the_server_can_not_answer_signs_nobody_out(open_page, server, prefix, carrier):
    page = load(open_page(), server, prefix, carrier)
    page.evaluate(LOGIN)
    expiry = Expiry(page.context)
    down = {"status": 503, "json": {"detail": "", "code": "store_unavailable"}}
    page.route("**/refresh-token", lambda route: route.fulfill(**down), times=1)

    assert page.evaluate(ME) == "503 store_unavailable"
    assert page.evaluate(ME) == ALICE
    assert (page.evaluate("signedOut"), len(expiry.renewals)) == (0, 1)


@pytest.mark.parametrize(("prefix", "carrier"), WAYS)
def test_whoever_signs_out_in_one_tab_has_signed_out_in_all(open_page, server, prefix, carrier):
    tabs = [open_page()]
    tabs.append(tabs[0].context.new_page())
    for tab in tabs:
        load(tab, server, prefix, carrier)
    tabs[0].evaluate(LOGIN)
    assert [tab.evaluate(ME) for tab in tabs] == [ALICE, ALICE]

    tabs[1].evaluate("() => client.logout()")

    assert [tab.evaluate(ME).split()[0] for tab in tabs] == ["401", "401"]
    for tab in tabs:
        tab.wait_for_function("signedOut === 1")


@pytest.mark.parametrize(("prefix", "carrier"), [way for way in RENEWING if way[1] != "cookie"])
def test_a_tab_that_is_opened_later_is_told_what_the_others_have(open_page, server, prefix, carrier):
    first = load(open_page(), server, prefix, carrier)
    first.evaluate(LOGIN)

    second = load(first.context.new_page(), server, prefix, carrier)

    assert second.evaluate(ME) == ALICE


@pytest.mark.parametrize("hours", [-30, 30])
@pytest.mark.parametrize("prefix", sorted({prefix for prefix, _ in RENEWING}))
def test_a_clock_that_is_wrong_costs_no_renewal_and_no_login(open_page, server, prefix, hours):
    page = open_page()
    page.clock.install(time=page.evaluate("Date.now()") / 1000 + hours * 3600)
    load(page, server, prefix, "body")
    renewals: list[str] = []
    page.on("response", lambda told: renewals.append(told.url) if told.ok and "refresh-token" in told.url else None)

    page.evaluate(LOGIN)

    assert (page.evaluate(ME), renewals) == (ALICE, [])
    page.clock.fast_forward(896_000)  # five seconds before its end, by whatever clock
    assert (page.evaluate(ME), len(renewals)) == (ALICE, 1)
