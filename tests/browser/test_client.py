"""`examples/client.mjs`, in a browser: every mode and carrier, and calls of two tabs that meet an expired token."""

import json
from pathlib import Path

import pytest

SOURCE = (Path(__file__).parent.parent.parent / "examples" / "client.mjs").read_text()
WAYS = [
    *[("/session", "cookie"), ("/jwt", "body"), ("/jwt", "cookie")],
    *[("/jwt-refresh", "body"), ("/jwt-refresh", "cookie"), ("/jwt-refresh", "split")],
]
LOAD = """async ([source, options]) => {
    const { Client } = await import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    window.client = new Client(options);
}"""
LIFE = """async () => {
    await client.login('alice@example.com', 'open-sesame');
    const { email } = await client.call('GET', 'me');
    await client.call('PATCH', 'profile', { displayName: 'Alice' });
    await client.logout();
    return [email, await client.call('GET', 'me').catch((fault) => fault.status)];
}"""
LOGIN = "() => client.login('alice@example.com', 'open-sesame').then(() => null)"
TWENTY = "() => Promise.all(Array.from({ length: 20 }, () => client.call('GET', 'me').then((me) => me.email)))"


def load(page, server, prefix, carrier):
    page.goto(f"{server.url}/healthz")
    page.evaluate(LOAD, [SOURCE, {"prefix": prefix, "carrier": carrier}])


@pytest.mark.parametrize(("prefix", "carrier"), WAYS)
def test_a_login_from_its_beginning_to_its_end(open_page, server, prefix, carrier):
    page = open_page()
    load(page, server, prefix, carrier)

    assert page.evaluate(LIFE) == ["alice@example.com", 401]


@pytest.mark.parametrize("carrier", ["body", "cookie", "split"])
def test_twenty_calls_that_meet_an_expired_token_renew_it_once(open_page, server, carrier):
    page = open_page()
    load(page, server, "/jwt-refresh", carrier)
    page.evaluate(LOGIN)
    renewals = []

    def later(route):
        if "/refresh-token" in route.request.url:
            renewals.append(route.request.url)
        elif not renewals:  # the clock of a call that was sent before the renewal
            return route.continue_(headers={**route.request.headers, "X-Lab-Clock": "+901"})
        return route.continue_()

    page.route("**/jwt-refresh/**", later)

    assert page.evaluate(TWENTY) == ["alice@example.com"] * 20
    assert len(renewals) == 1, json.dumps(renewals)


@pytest.mark.parametrize("carrier", ["body", "cookie", "split"])
def test_two_tabs_that_meet_an_expired_token_renew_it_once_and_nobody_is_signed_out(open_page, server, carrier):
    tabs = [open_page()]
    tabs.append(tabs[0].context.new_page())
    for tab in tabs:
        load(tab, server, "/jwt-refresh", carrier)
    tabs[0].evaluate(LOGIN)
    renewals = []

    def later(route):
        if "/refresh-token" in route.request.url:
            renewals.append(route.request.url)
        elif not renewals:
            return route.continue_(headers={**route.request.headers, "X-Lab-Clock": "+901"})
        return route.continue_()

    tabs[0].context.route("**/jwt-refresh/**", later)
    for _ in range(5):
        renewals.clear()
        for tab in tabs:
            tab.evaluate(f"() => {{ window.answers = ({TWENTY})(); }}")

        assert [tab.evaluate("() => window.answers") for tab in tabs] == [["alice@example.com"] * 20] * 2
        assert len(renewals) == 1
