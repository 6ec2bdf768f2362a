"""Two tabs of twenty calls whose token has run out: what the client is worth, on the same server."""

import re


def test_one_renewal_for_all_calls_keeps_a_login_that_a_renewal_for_each_call_ends(lab):
    lab.press("Revocation race")
    lab.press("Run both", "#twenty")

    rows = {name: lab.page.locator(f"[data-client={name}] td").first for name in ("plain", "good")}
    chips = {name: row.locator(".chip").all_inner_texts() for name, row in rows.items()}
    assert chips["good"] == ["✓ 1 renewal, 1 rotation"] * 3
    assert "✓ nobody signed out, 3 renewals sent, 0 calls failed." in rows["good"].inner_text()
    assert all(int(re.findall(r"\d+", chip)[0]) > 1 for chip in chips["plain"])
    assert any(chip.startswith("✕") for chip in chips["plain"])
