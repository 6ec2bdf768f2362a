"""How long the start page takes at a hundred thousand rows, and each page of ending as many sessions. Not a test.

.venv/bin/python -m pytest -s --show-capture=no tests/operators/measure_ending.py
"""

import time

from sessions_auth.models import Session

from .conftest import fields_of
from .test_lists import fill

ROWS, PAGES = 100_000, 4


def test_the_start_page_and_the_pages_of_ending(operator, accounts, capsys):
    fill(ROWS, store="database")
    visitor = operator()
    spent = []
    for _ in range(3):
        begun = time.process_time()
        visitor.get("")
        spent.append(time.process_time() - begun)
    first = Session.objects.filter(scope="session").first()
    page = visitor.act("sessions_auth/session/?scope__exact=session", "end_selected", [first.pk], select_across="1")
    told = []
    for _ in range(PAGES):
        begun = time.process_time()
        page = visitor.http.post(str(page.request.url), data=fields_of(page))
        told.append((int(fields_of(page)["progress_done"][0]), time.process_time() - begun))
    with capsys.disabled():
        print(f"\n{ROWS:,} rows in each table; the start page {min(spent) * 1000:.0f} ms CPU")  # noqa: T201
        for done, seconds in told:
            print(f"{done:,} of {ROWS:,} sessions ended; this page {seconds:.1f} s CPU")  # noqa: T201
