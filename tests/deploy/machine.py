"""The machine that deploy/compose.yaml describes, as processes: what the Dockerfile copies and installs, two servers of
it (one by the image's CMD, one by the systemd unit's ExecStart), PostgreSQL behind PgBouncer, Valkey with a password,
and nginx with its own file and a certificate made here."""

import json
import os
import pwd
import shlex
import shutil
import ssl
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.faults.processes import USER, Daemon, PgBouncer, Postgres, Valkey, free_port
from tests.servers import ROOT

DEPLOY = ROOT / "deploy"
NAME = "auth.example.com"
PASSWORD = "open-sesame"
PYTHON = shutil.which("python3", path="/usr/bin") or sys.executable  # one that others than root may run
SEED = """
import django
django.setup()
from accounts.models import Account
for name in ("alice", "bob", "carol"):
    Account.objects.create_user(f"{name}@example.com", "open-sesame")
"""


def dockerfile() -> list[str]:
    """The instructions of the image itself, continuation lines joined."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    stage = text.rpartition("\nFROM ")[2]
    return [line for line in stage.splitlines()[1:] if line and not line.startswith("#")]


def unit() -> dict[str, list[str]]:
    """The systemd unit's [Service], each name with all its values."""
    found: dict[str, list[str]] = {}
    section = (DEPLOY / "authdemo.service").read_text().partition("[Service]\n")[2].partition("\n[")[0]
    for line in section.splitlines():
        name, _, value = line.partition("=")
        if value:
            found.setdefault(name, []).append(value)
    return found


class Server(Daemon):
    """A server that one of the files starts."""

    def __init__(self, command: list[str], app: Path, env: dict[str, str]) -> None:
        super().__init__()
        self.started, self.app = command, app
        self.env = {"PATH": f"{app}/venv/bin:/usr/bin:/bin", "PORT": str(self.port), **env}
        self.url = f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        told = [f"{name}={value}" for name, value in self.env.items()]
        self.own()
        return ["env", "-i", "-C", str(self.app), *told, *self.started]

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", headers={"Host": NAME}, timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


class Nginx(Daemon):
    """deploy/nginx.conf, but for the names and ports that are this machine's."""

    user = None

    def __init__(self, servers: list[Server], certificate: Path, key: Path) -> None:
        super().__init__()
        self.plain_port, self.up_port = free_port(), free_port()
        text = (DEPLOY / "nginx.conf").read_text()
        swaps = {
            "server1:8000": f"127.0.0.1:{servers[0].port}",
            "server2:8000": f"127.0.0.1:{servers[1].port}",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 127.0.0.1:8080;": f"listen 127.0.0.1:{self.up_port};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/nginx/certs/fullchain.pem": str(certificate),
            "/etc/nginx/certs/privkey.pem": str(key),
        }
        for old, new in swaps.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        self.file = self.folder / "nginx.conf"
        self.file.write_text(text)

    def command(self) -> list[str]:
        return [
            *(shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(self.folder), "-c", str(self.file)),
            *("-e", str(self.folder / "error.log"), "-g", f"daemon off; pid {self.folder}/pid;"),
        ]


class Machine:
    def __init__(self, stack: ExitStack) -> None:
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="authdemo-machine-")))
        self.folder.chmod(0o755)
        self.app, self.data = self.folder / "app", self.folder / "data"
        self.build()
        self.postgres = stack.enter_context(Postgres())
        self.valkey = stack.enter_context(Valkey(password="of-the-valkey"))
        self.bouncer = stack.enter_context(PgBouncer(self.postgres))
        self.env = {
            **self.image_env(),
            "HOST": "127.0.0.1",
            "DATA_DIR": str(self.data),
            "STATIC_ROOT": str(self.app / "static"),
            "SECRET_KEY": "of-this-machine-" * 4,
            "ALLOWED_HOSTS": NAME,
            "DATABASE_URL": self.bouncer.url,
            "REDIS_URL": self.valkey.url,
            "TRUSTED_PROXIES": "1",
            "JWT_KEYS": str(self.data / "keys" / "jwt-keys.json"),
        }
        self.manage("migrate", "-v0")
        self.run(f"{self.app}/venv/bin/python", "-c", SEED, DJANGO_SETTINGS_MODULE="authdemo.settings")
        self.manage("collectstatic", "--noinput", "-v0")
        by_image = json.loads(next(line[4:] for line in dockerfile() if line.startswith("CMD ")))
        by_unit = shlex.split(unit()["ExecStart"][0].replace("/opt/authdemo/.venv", f"{self.app}/venv"))
        self.servers = [stack.enter_context(Server(command, self.app, self.env)) for command in (by_image, by_unit)]
        self.certificate = self.folder / "fullchain.pem"
        key = self.certify()
        self.nginx = stack.enter_context(Nginx(self.servers, self.certificate, key))
        self.url = f"https://{NAME}:{self.nginx.port}"

    def build(self) -> None:
        """What the image would hold, with production's requirements and no others."""
        self.app.mkdir()
        for line in dockerfile():
            words = line.split()
            if words[0] == "COPY" and not words[1].startswith("--from"):
                source, target = ROOT / words[1], self.app / words[2]
                if source.is_dir():
                    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(source, target)
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", str(self.app / "venv"), "--python", PYTHON], check=True, timeout=60)
        install = [*uv, "pip", "install", "-q", "--python", str(self.app / "venv/bin/python"), "--require-hashes"]
        subprocess.run([*install, "-r", str(ROOT / "requirements-production.lock")], check=True, timeout=300)
        (self.data / "keys").mkdir(parents=True, mode=0o700)
        if USER:
            entry = pwd.getpwnam(USER)
            for path in (self.app, self.data, self.data / "keys"):
                os.chown(path, entry.pw_uid, entry.pw_gid)

    @staticmethod
    def image_env() -> dict[str, str]:
        lines = (line[4:].split() for line in dockerfile() if line.startswith("ENV "))
        named = dict(word.split("=", 1) for line in lines for word in line)
        return {name: value for name, value in named.items() if name not in ("PATH", "PORT")}

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        """A command in the image, by its user."""
        told = {"PATH": f"{self.app}/venv/bin:/usr/bin:/bin", **self.env, **env}
        return subprocess.run(
            command, cwd=self.app, env=told, user=USER, capture_output=True, text=True, timeout=120, check=True
        )

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return self.run(f"{self.app}/venv/bin/python", "manage.py", *command)

    def certify(self) -> Path:
        """A self-signed certificate for the site's name."""
        key = ec.generate_private_key(ec.SECP256R1())
        name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]), datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        self.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        path = self.folder / "privkey.pem"
        private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        path.write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))
        return path

    def client(self, **options: object) -> httpx.Client:
        """A browser that trusts the certificate, and finds the site's name here."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        transport = Here(self.nginx.port, httpx.HTTPTransport(verify=context))
        return httpx.Client(base_url=f"https://{NAME}", transport=transport, timeout=30, **options)  # type: ignore[arg-type]


class Here(httpx.BaseTransport):
    """Takes what is sent to the site's name to this machine, as its DNS entry would."""

    def __init__(self, port: int, inner: httpx.HTTPTransport) -> None:
        self.port, self.inner = port, inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        here = request.url.copy_with(host="127.0.0.1", port=self.port)
        extensions = {**request.extensions, "sni_hostname": NAME}
        return self.inner.handle_request(
            httpx.Request(request.method, here, headers=request.headers, stream=request.stream, extensions=extensions)
        )

    def close(self) -> None:
        self.inner.close()


__all__ = ["DEPLOY", "NAME", "PASSWORD", "Machine", "dockerfile", "unit"]
