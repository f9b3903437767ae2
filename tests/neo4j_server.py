"""A Neo4j for the tests, once a session: the one that KARMAGRAPH_TEST_NEO4J names, else a throwaway of our own.

Run as a program (`neo4j_server.py HOME`), it is the guard of a throwaway: it stops and deletes it when its standard
input closes, which happens however the tests end, by kill -9 too.
"""

from __future__ import annotations

import atexit
import functools
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

SERVER = Path(__file__).resolve().parents[1] / "deploy" / "neo4j" / "server.py"
UNAVAILABLE = 69
# A throwaway need not reserve 512 MB for its logs (5 s of its start), nor wait for stragglers when it stops (10 s).
THROWAWAY = ("db.tx_log.preallocate=false", "internal.dbms.bolt.netty_server_shutdown_quiet_period=0")
# A server that lives for minutes is mostly warming up: one compiler and one collector cost a third less CPU.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class Login(NamedTuple):
    """What a driver needs."""

    uri: str
    user: str
    password: str


@functools.cache
def start(java: str = JAVA) -> Login | str:
    """Return the login of a server that tests may wipe, or the reason why there is none: no Java, no Maven.

    KARMAGRAPH_TEST_NEO4J is a URI with both, percent-encoded: bolt://neo4j:password@localhost:7687. What is measured
    wants the machine as it is in production: `java=""`.
    """
    if given := os.environ.get("KARMAGRAPH_TEST_NEO4J"):
        return read_login(given)
    installed = run("install")
    if installed.returncode == UNAVAILABLE:
        return installed.stderr.strip()
    check(installed)
    home = tempfile.mkdtemp(prefix="karmagraph-neo4j-")
    guard(home)
    password = secrets.token_hex(8)
    return Login(launch(home, password, java), "neo4j", password)


def launch(home: str | Path, password: str, java: str = JAVA) -> str:
    """Start a throwaway in this folder and return its address."""
    settings = [argument for setting in THROWAWAY for argument in ("--set", setting)]
    command = ("start", "--home", str(home), "--bolt-port", "0", *settings)
    return check(run(*command, NEO4J_PASSWORD=password, JDK_JAVA_OPTIONS=java)).stdout.strip()


def read_login(uri: str) -> Login:
    """Return the parts of a URI that holds user and password."""
    parts = urlsplit(uri)
    if not (parts.hostname and parts.username and parts.password):
        raise ValueError("KARMAGRAPH_TEST_NEO4J must be like bolt://neo4j:password@localhost:7687")
    address = parts.netloc.rpartition("@")[2]
    return Login(f"{parts.scheme}://{address}", unquote(parts.username), unquote(parts.password))


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Return the finished run of deploy/neo4j/server.py."""
    command = [sys.executable, str(SERVER), *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


def check(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """Return the run, or raise with what it said."""
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return done


def guard(home: str) -> None:
    """Start the guard of a throwaway, and let it go, waiting for it, when this process ends."""
    command = [sys.executable, __file__, home]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
    atexit.register(process.communicate)


if __name__ == "__main__":
    sys.stdin.read()
    run("stop", "--home", sys.argv[1])
    shutil.rmtree(sys.argv[1], ignore_errors=True)
