"""Search over ESCO's labels: time to build, and to answer, beside a plain scan of the same labels.

`python -m bench.search`, or `python bench/search.py` from the project's root, prints the table.
"""

from __future__ import annotations

import csv
import lzma
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from queries.search import Document, SearchIndex  # noqa: E402 - runs from a clone that is not installed

FILES = (
    ("skills_en.csv.xz", "Competency"),
    ("skillGroups_en.csv", "Competency"),
    ("occupations_en.csv.xz", "Role"),
)
HINDI = """
नीति विश्लेषण कार्यक्रम प्रबंधन क्षेत्रीय विकास पत्र लेखन श्रम कल्याण ज्ञान सूचना प्रौद्योगिकी वित्तीय नियोजन शिक्षा
स्वास्थ्य राष्ट्रीय सुरक्षा कृषि अनुसंधान ग्रामीण सड़क निर्माण न्याय प्रशासन संचार नेतृत्व मूल्यांकन
""".split()  # noqa: SIM905 - thirty lines of one word each say no more
REPEATS = 300


def fixtures() -> Path:
    """The directory of real files."""
    return Path(os.environ.get("KARMAGRAPH_FIXTURES", ROOT.parent / "shared" / "data"))


def esco(directory: Path) -> Iterator[Document]:
    """ESCO's skills, skill groups and occupations with all their labels, repeats included."""
    for name, label in FILES:
        with _open(directory / name) as file:
            for row in csv.DictReader(file):
                others = tuple(f"en|{line}" for line in row["altLabels"].split("\n") if line)
                title = row["preferredLabel"]
                yield Document(
                    label, row["conceptUri"], title, (f"en|{title}",), others, row.get("code"), frameworks=("esco",)
                )


def _open(path: Path) -> TextIO:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def hindi(count: int, draw: random.Random) -> Iterator[Document]:
    """Made-up competencies with Hindi labels of two to four words."""
    for number in range(count):
        title = " ".join(draw.sample(HINDI, draw.randint(2, 4)))
        yield Document("Competency", f"hindi:{number}", title, (f"hi|{title}",))


def questions(labels: list[str], draw: random.Random) -> dict[str, list[str]]:
    """What is asked in each case."""
    words = sorted({word for label in labels for word in label.split() if word.isascii() and word.isalpha()})
    long = [word for word in words if len(word) >= 6]
    pairs = [label.split()[:2] for label in draw.sample(labels, REPEATS)]
    return {
        "exact": draw.sample(labels, REPEATS),
        "prefix": [label[: draw.randint(1, 8)] for label in draw.sample(labels, REPEATS)],
        "typo": [_misspelt(word, draw) for word in draw.sample(long, REPEATS)],
        "two words": [" ".join(reversed(pair)) for pair in pairs],
        "two words, typo": [" ".join(_misspelt(word, draw) for word in draw.sample(long, 2)) for _ in range(REPEATS)],
        "nothing found": ["".join(draw.sample("bcdfghjklmnpqrstvwxz", 12)) for _ in range(REPEATS)],
        "Hindi": [" ".join(draw.sample(HINDI, 2)) for _ in range(REPEATS)],
        "Hindi, prefix": [word[: draw.randint(1, len(word))] for word in draw.choices(HINDI, k=REPEATS)],
    }


def _misspelt(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word))
    return draw.choice((word[:at] + word[at + 1 :], word[:at] + "q" + word[at:], word[:at] + "q" + word[at + 1 :]))


def scan(lowered: list[tuple[str, int]], query: str) -> list[int]:
    """The reference: the first 20 labels that contain the question, letter case aside."""
    found: list[int] = []
    sought = query.lower()
    for text, place in lowered:
        if sought in text:
            found.append(place)
            if len(found) == 20:
                break
    return found


def timed(ask: Callable[[str], Any], queries: Iterable[str]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, each question's best of three."""
    spent = []
    for query in queries:
        tries = []
        for _ in range(3):
            start = time.perf_counter()
            ask(query)
            tries.append((time.perf_counter() - start) * 1_000)
        spent.append(min(tries))
    spent.sort()
    return spent[len(spent) // 2], spent[int(len(spent) * 0.95)]


def resident() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cases() -> list[dict[str, Any]]:
    """One row a case: `ours` and `reference` in `unit`, and their `ratio`; prints medians as it goes."""
    draw = random.Random(7)
    documents = [*esco(fixtures() / "esco-1.1.1"), *hindi(5_000, draw)]
    labels = [text.partition("|")[2] for d in documents for text in (*d.labels, *d.alt_labels)]
    before, start = resident(), time.perf_counter()
    index = SearchIndex.build(documents)
    build = time.perf_counter() - start
    print(f"{len(labels):,} labels of {len(documents):,} things: built in {build:.2f} s, +{resident() - before:.0f} MB")
    start = time.perf_counter()
    lowered = [(label.lower(), place) for place, label in enumerate(labels)]
    reference = time.perf_counter() - start
    rows = [_case("search: build", build, reference, "s")]
    for name, asked in questions(labels, draw).items():
        ours, theirs = timed(index.search, asked), timed(lambda query: scan(lowered, query), asked)
        print(
            f"{name:16} p50 {ours[0]:7.3f} ms  p95 {ours[1]:7.3f} ms   scan p50 {theirs[0]:7.3f}  p95 {theirs[1]:7.3f}"
        )
        rows.append(_case(f"search: {name}, p95", ours[1], theirs[1], "ms"))
    return rows


def _case(case: str, ours: float, reference: float, unit: str) -> dict[str, Any]:
    return {
        "case": case,
        "ours": round(ours, 3),
        "reference": round(reference, 3),
        "ratio": round(ours / reference, 3),
        "unit": unit,
    }


if __name__ == "__main__":
    for row in cases():
        print(row)
