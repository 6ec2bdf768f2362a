"""A server does not start on keys that are none, or that are no secret."""

from pathlib import Path

from tests.authdemo.test_serve import start
from tests.servers import free_port


def test_a_key_that_others_read_starts_no_server(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text('{"keys": [{"kty": "oct", "k": "c2hvcnQ", "kid": "1", "alg": "HS256", "use": "sig"}]}')
    keys.chmod(0o666)

    served = start(tmp_path, "manage.py", "serve", "--port", str(free_port()), JWT_KEYS=str(keys))

    assert served.returncode != 0
    assert "too short" in served.stderr and "can read" in served.stderr
