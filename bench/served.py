"""Who answers in the bench beside our peers: our service with rights on, the peers, and who asks them."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import jwt

from bench import stores
from bench.processes import HOST, Server, free_port, serving
from bench.sending import OK, post
from bench.workloads import Workload
from loaders.sample import about
from ontology.instants import instant

NODE = Path(__file__).parent / "peers"
PEERS = {"apollo": "@neo4j/graphql on Apollo", "yoga": "@neo4j/graphql on Yoga and graphql-jit"}
PROGRAM = "import sys; from graphapi.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Asked:
    """A server and what it is sent, in turn; any status but the expected one ends the bench."""

    server: Server
    requests: list[str]
    expected: int = OK


@dataclass(frozen=True, slots=True)
class Asking:
    """The servers, and the credentials of an administrator with each."""

    servers: dict[str, Server]
    key: str
    token: str

    def asked(self, workload: Workload) -> dict[str, Asked]:
        """What each server is sent for a workload."""
        ours, theirs = zip(*workload.asked(), strict=True)
        return {
            name: Asked(server, [post(body, self._bearer(name, signed=workload.signed)) for body in bodies])
            for name, server in self.servers.items()
            for bodies in [ours if name == "ours" else theirs]
        }

    def answer(self, name: str, body: dict[str, Any], *, signed: bool = False) -> Any:
        """The data that a server answers."""
        return answered(self.servers[name], body, self._bearer(name, signed=signed))

    def _bearer(self, name: str, *, signed: bool) -> str:
        credential = self.key if name == "ours" else self.token if signed else ""
        return credential and f"Bearer {credential}"


def answered(server: Server, body: dict[str, Any], authorization: str) -> Any:
    """The data of one answer."""
    with _response(server, body, authorization) as response:
        found = json.load(response)
    if "errors" in found:
        raise RuntimeError(f"port {server.port}: {found['errors']}")
    return found["data"]


def etag_of(server: Server, body: dict[str, Any], authorization: str) -> str:
    """The tag of one answer."""
    with _response(server, body, authorization) as response:
        return str(response.headers["etag"])


def _response(server: Server, body: dict[str, Any], authorization: str) -> HTTPResponse:
    headers = {"content-type": "application/json"} | ({"authorization": authorization} if authorization else {})
    request = urllib.request.Request(f"http://{HOST}:{server.port}/graphql", json.dumps(body).encode(), headers)
    found: HTTPResponse = urllib.request.urlopen(request)  # noqa: S310 - an address of our own
    return found


# --- servers -------------------------------------------------------------------------------------------


def organisation() -> str:
    """The department of the sample that the administrator administers."""
    return f"{about()['prefix']}:DEP-CRA"


def made_key(file: Path) -> str:
    """A new key of the administrator, in a file of keys."""
    command = [sys.executable, "-c", PROGRAM, "key", "create", "bench", "--keys", str(file), "--expires", "1d"]
    right = ["--right", "administrator", "--organisation", organisation()]
    return subprocess.run([*command, *right], check=True, capture_output=True, text=True).stdout.strip()


@contextlib.contextmanager
def service(uri: str, keys: Path, **settings: str) -> Iterator[Server]:
    """Our service on a store, with rights by the file of keys, its audit trail beside that."""
    port = free_port()
    command = [sys.executable, "-c", PROGRAM, "serve", "--store", uri, "--port", str(port)]
    told = {"KARMAGRAPH_KEYS": str(keys), "KARMAGRAPH_AUDIT": str(keys.with_name("audit.jsonl")), "KARMAGRAPH_LOG": "0"}
    with serving(command, port, told | settings) as server:
        yield server


@contextlib.contextmanager
def peer(kind: str, database: stores.Neo4j, secret: str) -> Iterator[Server]:
    """One of the two, on the same database."""
    port = free_port()
    told = {
        "BENCH_BOLT": database.address, "BENCH_USER": database.user, "BENCH_PASSWORD": database.password,
        "BENCH_SECRET": secret, "BENCH_PORT": str(port), "NODE_ENV": "production",
    }  # fmt: skip
    with serving(["node", str(NODE / "server.mjs"), kind], port, told) as server:
        yield server


@contextlib.contextmanager
def all_three(database: stores.Neo4j, path: str) -> Iterator[Asking]:
    """Us and the peers, and an administrator of the subtree at `path`."""
    secret = secrets.token_hex(32)
    claims = {"subtree": path, "today": instant(about()["dataAsOn"])}
    token = jwt.encode(claims | {"exp": _tomorrow()}, secret, "HS256")
    with contextlib.ExitStack() as stack:
        keys = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="karmagraph-bench-"))) / "keys.json"
        key = made_key(keys)
        # shares that no client spends: the buckets are kept, and nobody is refused
        ours = stack.enter_context(service(database.uri, keys, KARMAGRAPH_RATE=str(10**12)))
        others = {kind: stack.enter_context(peer(kind, database, secret)) for kind in PEERS}
        yield Asking({"ours": ours} | others, key, token)


def _tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


def absent() -> str:
    """Why the peers cannot be run, or nothing; fetches their packages the first time."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "no Node"
    if not (NODE / "node_modules").is_dir():
        subprocess.run(["npm", "ci"], cwd=NODE, check=True)  # noqa: S607
    return ""
