"""Four times the load that the service can carry, and its Neo4j killed and started again in the middle.

What should be seen: answers keep coming, or are refused at once by 503 or 429; accepted ones do not take longer and
longer; memory stays; and when the database is back, so is the service. KARMAGRAPH_BENCH_SECONDS says how long (300).
"""

from __future__ import annotations

import asyncio
import math
import os
import secrets
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bench import stores
from bench.processes import Server, free_port, listener
from bench.results import Result
from bench.sending import FAILED, LOST, OK, Load, Sent, centile, post, rate
from bench.served import made_key, service
from loaders.sample import about, load_sample
from ontology.instants import instant, stamp
from queries.stores import connect
from tests import neo4j_server

SECONDS = float(os.environ.get("KARMAGRAPH_BENCH_SECONDS", "300"))
TIMES = 4.0
ALONE = 8.0
"""Seconds of each load that tells what the service can carry."""

KILL, RESTART = 0.25, 0.3
"""Shares of the time after which the database is killed, and started again."""

GROWTH = 1.25
"""How much more memory the service may have at the end than when it had carried the load alone."""

RECOVERY = 10.0
"""Seconds from when the database answers until the service must."""

REFUSED = {503, 429}
WORDS = {OK: "answered", FAILED: "200 with an error", LOST: "no answer"}
MOMENTS = 3_000
"""Unlike questions: identical ones that arrive together would be answered by one reading."""

QUESTION = """query($at: Instant!) { roles(first: 50, asOf: $at) { nodes { id title
  requires { essential level competency { id title } } } } }"""


# --- a database that can be killed ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Database:
    """A throwaway Neo4j of our own: a directory, a port, a password."""

    home: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="karmagraph-overload-"))
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def server(self) -> stores.Neo4j:
        """Its login and its process, of now."""
        return stores.Neo4j(f"bolt://127.0.0.1:{self.port}", "neo4j", self.password, listener(self.port))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = [argument for setting in neo4j_server.THROWAWAY for argument in ("--set", setting)]
        places = ("--home", self.home, "--bolt-port", str(self.port))
        neo4j_server.check(neo4j_server.run("start", *places, *settings, NEO4J_PASSWORD=self.password))

    def kill(self) -> None:
        """End it as a power cut does."""
        os.kill(self.server.pid, signal.SIGKILL)


# --- what is sent, and what came --------------------------------------------------------------------------


@dataclass(slots=True)
class Story:
    """What was done and seen, in seconds since the load began."""

    sent: list[Sent] = field(default_factory=list)
    killed: float = 0.0
    back: float = 0.0
    megabytes: list[float] = field(default_factory=list)

    @property
    def recovered(self) -> float:
        """Seconds from when the database answered to the first answer after it; infinite without one."""
        after = (one.at + one.ms / 1_000 for one in self.sent if one.status == OK and one.at > self.back)
        return max(0.0, min(after, default=float("inf")) - self.back)

    def phases(self) -> dict[str, tuple[float, list[Sent]]]:
        """What was due before the kill, while the database was away, and after it was back; and how long each was."""
        ends = {"before": self.killed, "away": self.back, "after": max(SECONDS, self.back)}
        starts = (0.0, *ends.values())
        return {
            name: (end - start, [one for one in self.sent if start <= one.at < end])
            for start, (name, end) in zip(starts, ends.items(), strict=False)
        }


def memory(pid: int) -> float:
    """Megabytes that a process holds in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def requests(key: str) -> list[str]:
    """The question for many moments, none of them now."""
    first = datetime.fromisoformat(instant(about()["dataAsOn"]))
    moments = (stamp(first + timedelta(seconds=n)) for n in range(MOMENTS))
    return [post({"query": QUESTION, "variables": {"at": at}}, f"Bearer {key}") for at in moments]


def overloaded(service_: Server, database: Database, asked: Sequence[str], often: float) -> Story:
    """Send too much, kill the database and start it again meanwhile."""
    story = Story()
    with ThreadPoolExecutor(1) as pool, _weighed(service_, story):
        sending = pool.submit(Load(service_.port, asked, SECONDS, often).send)
        began = time.monotonic()
        time.sleep(SECONDS * KILL)
        database.kill()
        story.killed = time.monotonic() - began
        time.sleep(SECONDS * (RESTART - KILL))
        database.start()
        story.back = time.monotonic() - began
        story.sent = sending.result()
    return story


@contextmanager
def _weighed(service_: Server, story: Story) -> Iterator[None]:
    """With the service's memory noted every second."""
    done = threading.Event()

    def weigh() -> None:
        while not done.wait(1.0):
            story.megabytes.append(memory(service_.pid))

    thread = threading.Thread(target=weigh)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


# --- what it shows ----------------------------------------------------------------------------------------


def told(story: Story) -> Iterator[str]:
    """A line a phase: what came of the requests, and how long it took."""
    for name, (seconds, sent) in story.phases().items():
        counts = Counter(one.status for one in sent)
        parts = (
            f"{WORDS.get(status, status)} {count / max(seconds, 1):.0f}/s" for status, count in counts.most_common()
        )
        accepted = [one for one in sent if one.status == OK]
        refused = [one for one in sent if one.status in REFUSED]
        yield (
            f"  {name}, {seconds:.0f} s: {', '.join(parts)}; accepted p50 {centile(accepted, 0.5):.0f} ms, p95"
            f" {centile(accepted, 0.95):.0f}, longest {centile(accepted, 1):.0f}; refused p95"
            f" {centile(refused, 0.95):.0f} ms"
        )
    weights = story.megabytes
    yield f"  memory {weights[0]:.0f} MB at first, {max(weights):.0f} at most, {weights[-1]:.0f} in the end"
    yield f"  answers again {story.recovered:.1f} s after the database"


def faults(story: Story, alone_megabytes: float) -> list[str]:
    """What should not be, in words."""
    if story.back > SECONDS:
        return [f"the database was back after {story.back:.0f} s only: the load must last longer to show a recovery"]
    phases = {name: [one.status for one in sent] for name, (_, sent) in story.phases().items()}
    strange = {name: set(statuses) - REFUSED - {OK} for name, statuses in phases.items()}
    found = [
        f"{name} the kill: {WORDS.get(status, status)}, {phases[name].count(status)} times"
        for name in ("before", "after") for status in sorted(strange[name])
    ]  # fmt: skip
    found += [f"no answer {name} the kill" for name in ("before", "after") if OK not in phases[name]]
    if LOST in strange["away"]:
        found.append(f"{phases['away'].count(LOST)} requests got no answer while the database was away")
    if story.recovered > RECOVERY:
        found.append(f"the service came back {story.recovered:.0f} s after the database")
    if story.megabytes[-1] > GROWTH * alone_megabytes:
        found.append(f"memory grew from {alone_megabytes:.0f} to {story.megabytes[-1]:.0f} MB")
    return found


def results(alone: list[Sent], story: Story, alone_megabytes: float) -> list[Result]:
    """The story in figures, beside the load that can be carried; RuntimeError where nothing was answered."""
    seconds, before = story.phases()["before"]
    answered = [one for one in before if one.status == OK]
    if not answered:
        raise RuntimeError("under too much load nothing was answered")
    note = f"{TIMES:g} times {rate(alone):.0f} a second for {SECONDS:g} s, database killed in the middle"
    back = Result("overload: back after the database", story.recovered, RECOVERY, "s", 1.0, note="reference: the aim")
    return [
        Result("overload: between two answers", 1e3 * seconds / len(answered), 1e3 / rate(alone), "ms", note=note),
        Result("overload: accepted, p95", centile(answered, 0.95), centile(alone, 0.95), "ms"),
        Result("overload: memory", story.megabytes[-1], alone_megabytes, "MB", GROWTH),
        *([back] if math.isfinite(story.recovered) else []),
    ]


async def _filled(uri: str) -> None:
    store = await connect(uri)
    await store.prepare()
    await load_sample(store)
    await store.close()


def cases() -> list[Result]:
    """The one case, on a Neo4j of its own; told line by line."""
    installed = neo4j_server.run("install")
    if installed.returncode == neo4j_server.UNAVAILABLE:
        print(f"  left out: {installed.stderr.strip()}")
        return []
    database = Database()
    neo4j_server.guard(database.home)
    database.start()
    asyncio.run(_filled(database.server.uri))
    with tempfile.TemporaryDirectory(prefix="karmagraph-bench-") as name:
        keys = Path(name) / "keys.json"
        asked = requests(made_key(keys))
        with service(database.server.uri, keys) as server:
            return _measured(server, database, asked)


def _measured(server: Server, database: Database, asked: Sequence[str]) -> list[Result]:
    carried = Load(server.port, asked, ALONE)
    carried.send()
    alone, megabytes = carried.send(), memory(server.pid)
    print(f"  carries {rate(alone):.0f} a second, p95 {centile(alone, 0.95):.0f} ms, {megabytes:.0f} MB", flush=True)
    story = overloaded(server, database, asked, TIMES * rate(alone))
    afterwards = [one for one in carried.send() if one.status == OK]
    print("\n".join(told(story)), f"\n  afterwards {rate(afterwards):.0f} a second, {memory(server.pid):.0f} MB")
    for fault in faults(story, megabytes):
        print(f"  WRONG: {fault}", flush=True)
    return results(alone, story, megabytes)
