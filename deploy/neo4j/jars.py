"""Neo4j's published jars: a Java that runs them, and Maven to fetch them once."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

POM = Path(__file__).resolve().with_name("pom.xml")
LIB = POM.parents[2] / ".neo4j" / "lib"
UNAVAILABLE = 69
JAVA_VERSION = 17
# Neo4j reaches into these packages of the JDK; the distribution's own start script opens them too.
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
JVM = [
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
    "-XX:+DisableExplicitGC",
    "-XX:-OmitStackTraceInFastThrow",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
]


class Failure(Exception):  # noqa: N818 - the word for the operator
    """What went wrong, in words for the operator, with the exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


@functools.cache
def find_java() -> str:
    """Return the path of a Java that can run Neo4j: JAVA_HOME's, else the first on the PATH."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        where = f"in JAVA_HOME ({home})" if home else "on the PATH"
        raise Failure(
            f"no java {where}: Neo4j 5 needs Java 17 (Debian: apt-get install openjdk-17-jre-headless)", UNAVAILABLE
        )
    shown = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', shown)
    if found is None or int(found[1]) < JAVA_VERSION:
        raise Failure(f"{java} is too old: Neo4j 5 needs Java 17, and this is: {shown.strip()}", UNAVAILABLE)
    return java


def is_installed(lib: Path) -> bool:
    """Return whether the directory holds the jars of the present pom.xml, a copy of which lies beside them."""
    copy = lib / POM.name
    return copy.exists() and copy.read_bytes() == POM.read_bytes()


def install(lib: Path) -> None:
    """Fetch the jars with Maven, all or none, unless they are there."""
    find_java()
    if is_installed(lib):
        return
    maven = shutil.which("mvn")
    if maven is None:
        raise Failure(f"no mvn on the PATH, and {lib} lacks Neo4j's jars (Debian: apt-get install maven)", UNAVAILABLE)
    say(f"fetching Neo4j's jars into {lib} (123 MB, once)")
    lib.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=lib.parent, prefix="fetching-") as fresh:
        command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={fresh}/lib"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"mvn could not fetch Neo4j's jars:\n{shorten(done.stdout + done.stderr)}")
        shutil.copy(POM, f"{fresh}/lib")
        if not is_installed(lib):  # another session may have been faster
            shutil.rmtree(lib, ignore_errors=True)
            Path(fresh, "lib").rename(lib)


def shorten(text: str) -> str:
    """Return the last dozen lines that say something: no frames of a Java stack trace."""
    lines = [line for line in text.splitlines() if line.strip() and not re.match(r"\s+(at |\.\.\. \d)", line)]
    return "\n".join(f"  {line[:400]}" for line in lines[-12:])


def say(message: str) -> None:
    """Tell the operator, on the error stream: standard output is for answers."""
    sys.stderr.write(f"{message}\n")
