"""What is taken home works there."""

import json
import re
import subprocess

import pytest

from tests.browser.conftest import IN_FIREFOX

pytestmark = pytest.mark.browser
ANSWERS = """fetch("/lab/state", { headers: { "X-Lab-Run": localStorage.getItem("lab.run") } })
  .then((answer) => answer.json()).then(({ exchanges }) => exchanges.map((each) => each.response.status))"""


def test_a_copied_curl_command_works(lab):
    lab.do("login", "profile")
    lab.page.locator("#column-session .message").click()
    lab.press("Copy as curl", "dialog")

    command = lab.page.locator("#copied").inner_text()
    found = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=30)

    assert found.stdout.startswith("HTTP/1.1 200"), found.stdout
    assert '"email":"' + lab.account() in found.stdout


def test_the_run_is_saved_without_credentials_unless_asked(lab):
    lab.do("login", "me")
    secrets = [cookie["value"] for cookie in lab.context.cookies()]
    saved = {(kind, asked): taken_home(lab, kind, asked) for asked in (False, True) for kind in ("Markdown", "HAR")}

    for kind in ("Markdown", "HAR"):
        assert not re.search(r"eyJ[\w-]{10}|open-sesame", saved[kind, False]), kind
        assert not [secret for secret in secrets if secret in saved[kind, False]], kind
        assert re.search(r"eyJ[\w-]{10}", saved[kind, True]), kind
    assert len(json.loads(saved["HAR", False])["log"]["entries"]) == 6


def taken_home(lab, kind, with_credentials=False):
    if IN_FIREFOX:
        pytest.skip("Playwright hears of no download in Firefox")
    lab.press("Take home")
    lab.page.locator("#with-credentials").set_checked(with_credentials)
    with lab.page.expect_download() as download:
        lab.page.get_by_role("button", name=f"Save as {kind}").click()
    lab.page.keyboard.press("Escape")
    return download.value.path().read_text()


def test_the_shell_script_signs_in_for_itself_and_answers_as_it_did(lab):
    """By the demo accounts, from a folder without anything: what was 401 is 401 again, what was 200 is 200."""
    lab.page.select_option("#carrier-jwt", "cookie")
    lab.do("login", "profile", "refresh", "steal", "logout", "use", "me")
    statuses = [str(line) for line in lab.page.evaluate(ANSWERS)]

    script = taken_home(lab, "shell script")
    found = subprocess.run(["sh"], input=script, capture_output=True, text=True, timeout=60)

    assert not re.search(r"eyJ[\w-]{10}", script)
    assert not [cookie for cookie in lab.context.cookies() if cookie["value"] in script]
    assert re.findall(r"^  (\d+) \(it was (\d+)\)", found.stdout, re.M) == [(each, each) for each in statuses], found
    assert {"200", "401"} == set(statuses)
