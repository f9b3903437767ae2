"""Run Neo4j Community from its published jars, without Docker: Java 17, Maven once, and this file.

    server.py install                                fetch the jars (start does it too)
    server.py start --home DIR --bolt-port 7687      (NEO4J_PASSWORD holds the password)
    server.py status --home DIR
    server.py stop --home DIR
    server.py import --home DIR neo4j ...            neo4j-admin database import full neo4j ...
    server.py admin --home DIR database dump ...     neo4j-admin ...

Exit status: 0 done, 1 failed, 2 wrong usage, 3 `status` of a stopped server, 69 Java or Maven is missing.
Linux and macOS.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from jars import JVM, LIB, Failure, find_java, install, say, shorten
from ports import HOST, check_free, free_port, listens, speaks_bolt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STOPPED = 3
PASSWORD_LENGTH = 8
SERVER, ADMIN = "org.neo4j.server.CommunityEntryPoint", "org.neo4j.cli.AdminTool"


def run_admin(
    options: argparse.Namespace, arguments: Sequence[str], *, quiet: bool = False
) -> subprocess.CompletedProcess[str]:
    """Return the finished run of Neo4j's own administration tool on this home."""
    command = [find_java(), *JVM, f"-Xmx{options.heap}", "-cp", f"{options.lib}/*", ADMIN, *arguments]
    places = {"NEO4J_HOME": str(options.home), "NEO4J_CONF": str(options.home / "conf")}
    return subprocess.run(command, env=os.environ | places, capture_output=quiet, text=True, check=False)


def administer(options: argparse.Namespace) -> int:
    """Run Neo4j's administration tool on a stopped server and return its exit status."""
    install(options.lib)
    with hold(options.home):
        prefix = ["database", "import", "full"] if options.command == "import" else []
        return run_admin(options, [*prefix, *options.arguments]).returncode


def set_password(options: argparse.Namespace) -> None:
    """Set the password of the user neo4j, which works only before the first start."""
    if not options.password:
        raise Failure("the first start needs a password: NEO4J_PASSWORD or --password")
    if len(options.password) < PASSWORD_LENGTH or not options.password.isprintable():
        raise Failure(f"Neo4j takes passwords of {PASSWORD_LENGTH} printable characters or more")
    quoted = options.password.replace("\\", "\\\\").replace('"', '\\"')
    # A file of arguments, because other users of the machine can see a command line.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=options.home / "run") as arguments:
        arguments.write(f'--\n"{quoted}"\n')
        arguments.flush()
        done = run_admin(options, ["dbms", "set-initial-password", f"@{arguments.name}"], quiet=True)
    if done.returncode:
        raise Failure(f"Neo4j did not take the password:\n{shorten(done.stdout + done.stderr)}")


def write_conf(options: argparse.Namespace) -> None:
    """Write neo4j.conf: the loopback address only, no reports to anybody, and what --set says."""
    settings = {
        "server.default_listen_address": HOST,
        "server.bolt.listen_address": f"{HOST}:{options.bolt_port}",
        "server.bolt.advertised_address": f"{HOST}:{options.bolt_port}",
        "server.http.enabled": str(options.http_port > 0).lower(),
        "server.http.listen_address": f"{HOST}:{options.http_port or 7474}",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": options.pagecache,
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        "dbms.security.allow_csv_import_from_file_urls": "false",
    } | dict(options.set)
    lines = ["# Written by server.py at each start: use its options, --set NAME=VALUE for any setting."]
    lines += [f"{name}={value}" for name, value in settings.items()]
    conf = options.home / "conf" / "neo4j.conf"
    conf.parent.mkdir(exist_ok=True)
    conf.write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextlib.contextmanager
def hold(home: Path) -> Iterator[IO[str]]:
    """Give the pid file, locked; the server inherits the lock, so that it ends with the server and never goes stale."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / "run").mkdir(exist_ok=True)
    with (home / "run" / "server.pid").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(f"a server runs in {home} already: stop it first") from None
        file.truncate(0)
        yield file


def read_pid(home: Path) -> int | None:
    """Return the running server's process id, 0 while it is being started, None where none runs."""
    with contextlib.suppress(FileNotFoundError), (home / "run" / "server.pid").open(encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0)
    return None


def start(options: argparse.Namespace) -> int:
    """Start the server in the background, wait until it answers, and print its address."""
    began = time.monotonic()
    install(options.lib)
    with hold(options.home) as pid_file:
        options.bolt_port = options.bolt_port or free_port()
        for number in filter(None, (options.bolt_port, options.http_port)):
            check_free(number)
        write_conf(options)
        if not (options.home / "data" / "databases" / "system").exists():
            set_password(options)
        launch(options, pid_file)
    say(f"Neo4j answers after {time.monotonic() - began:.1f} s; logs in {options.home / 'logs'}")
    sys.stdout.write(f"bolt://{HOST}:{options.bolt_port}\n")
    return 0


def launch(options: argparse.Namespace, pid_file: IO[str]) -> None:
    """Run the server in a session of its own and return when it answers, or end it and say why it does not."""
    logs = options.home / "logs"
    logs.mkdir(exist_ok=True)
    log, console = logs / "neo4j.log", logs / "console.log"
    seen = log.stat().st_size if log.exists() else 0
    with console.open("wb") as out, contextlib.ExitStack() as undo:
        process = subprocess.Popen(
            compose_command(options),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            pass_fds=[pid_file.fileno()],
        )
        undo.callback(end, process)
        pid_file.write(str(process.pid))
        pid_file.flush()
        if not wait_for(process, options):
            why = f"gave no answer in {options.timeout:g} s" if process.poll() is None else "ended"
            last = (log.read_bytes()[seen:] if log.exists() else b"") + console.read_bytes()
            raise Failure(f"Neo4j {why}; the last lines in {logs}:\n{shorten(last.decode(errors='replace'))}")
        undo.pop_all()


def compose_command(options: argparse.Namespace) -> list[str]:
    """Return the command line of the server."""
    memory = [f"-Xms{options.heap_initial}", f"-Xmx{options.heap}"]
    places = [f"--home-dir={options.home}", f"--config-dir={options.home / 'conf'}"]
    return [find_java(), *JVM, *memory, "-cp", f"{options.lib}/*", SERVER, *places]


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process."""
    process.kill()
    process.wait()


def wait_for(process: subprocess.Popen[bytes], options: argparse.Namespace) -> bool:
    """Return whether the server answers before it ends and before the time is over."""
    deadline = time.monotonic() + options.timeout
    while process.poll() is None and time.monotonic() < deadline:
        if speaks_bolt(options.bolt_port) and (not options.http_port or listens(options.http_port)):
            return True
        time.sleep(0.1)
    return False


def stop(options: argparse.Namespace) -> int:
    """Ask the server to end and wait until it has."""
    deadline = time.monotonic() + options.timeout
    while (pid := read_pid(options.home)) is not None:
        if time.monotonic() > deadline:
            logs = options.home / "logs"
            raise Failure(f"process {pid} has not ended after {options.timeout:g} s: see {logs}")
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        time.sleep(0.2)
    return 0


def status(options: argparse.Namespace) -> int:
    """Print whether a server runs in this home, and where; return 3 where none does."""
    pid = read_pid(options.home)
    if pid is None:
        sys.stdout.write("stopped\n")
        return STOPPED
    conf = (options.home / "conf" / "neo4j.conf").read_text(encoding="utf-8")
    address = conf.split("server.bolt.listen_address=")[-1].splitlines()[0]
    state = "running" if speaks_bolt(int(address.rpartition(":")[2])) else "not answering"
    sys.stdout.write(f"{state}, process {pid}, bolt://{address}\n")
    return 0


def port(text: str) -> int:
    """Return the number of a port, or 0."""
    number = int(text)
    if number not in range(1 << 16):
        raise argparse.ArgumentTypeError(f"{text} is not a port: 0 to 65535")
    return number


def setting(text: str) -> tuple[str, str]:
    """Return the name and the value of NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text} is not NAME=VALUE")
    return name, value


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, seconds: float = 0
) -> argparse.ArgumentParser:
    """Return the parser of one command, with the options that all share."""
    command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    command.add_argument("--lib", type=absolute, default=LIB, help="where the jars lie (default: .neo4j/lib)")
    if name != "install":
        command.add_argument("--home", type=absolute, required=True, help="data, logs and configuration")
    if seconds:
        command.add_argument("--timeout", type=float, default=seconds, help="seconds to wait (default: %(default)g)")
    if name in {"start", "import", "admin"}:
        command.add_argument("--heap", default="1g", help="most memory of the Java heap (default: %(default)s)")
    return command


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="server.py", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    add_command(commands, "install", "fetch Neo4j's jars with Maven, unless they are there")
    begin = add_command(commands, "start", "start in the background, wait for an answer, print the address", 120)
    begin.add_argument("--bolt-port", type=port, required=True, help="0: any free one")
    begin.add_argument("--http-port", type=port, default=0, help="0: no HTTP (default)")
    begin.add_argument("--password", default=os.environ.get("NEO4J_PASSWORD"), help="default: NEO4J_PASSWORD")
    begin.add_argument("--heap-initial", default="512m", help="heap at the start (default: %(default)s)")
    begin.add_argument("--pagecache", default="256m", help="memory for the store's pages (default: %(default)s)")
    begin.add_argument("--set", type=setting, action="append", default=[], metavar="NAME=VALUE", help="any setting")
    add_command(commands, "stop", "stop and wait until it has", 120)
    add_command(commands, "status", "print whether it runs, and where")
    add_command(commands, "import", "neo4j-admin database import full; the rest of the line is passed on")
    add_command(commands, "admin", "neo4j-admin; the rest of the line is passed on")
    return parser


def absolute(text: str) -> Path:
    """Return the path, whole."""
    return Path(text).resolve()


def main() -> int:
    """Run one command and return its exit status."""
    parser = build_parser()
    options, rest = parser.parse_known_args()
    if rest and options.command not in {"import", "admin"}:
        parser.error(f"unknown: {' '.join(rest)}")
    options.arguments = rest[1:] if rest[:1] == ["--"] else rest
    commands = {"start": start, "stop": stop, "status": status, "import": administer, "admin": administer}
    try:
        if options.command == "install":
            install(options.lib)
            return 0
        return commands[options.command](options)
    except Failure as failure:
        say(f"{options.command}: {failure}")
        return failure.status
    except OSError as error:
        say(f"{options.command}: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
