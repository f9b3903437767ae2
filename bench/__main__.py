"""`python -m bench [CASE …]`: measure, print a table, write bench/results.json and the table of docs/bench.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable

from bench import asking, explorer, loading, overload, peers, planning, prices, rdf, rdf_neo4j, search, stores
from bench.results import FILE, PAGE, Result, facts, table, write

EMBEDDED: dict[str, Callable[[], list[Result]]] = {
    "load-embedded": loading.embedded,
    "ask-embedded": asking.embedded,
    "plan": planning.cases,
    "rdf": rdf.cases,
    "explorer": explorer.cases,
    "overload": overload.cases,
    "search": lambda: [Result(**{k: v for k, v in row.items() if k != "ratio"}) for row in search.cases()],
}
NEO4J: dict[str, Callable[[stores.Neo4j], list[Result]]] = {
    "load-neo4j": loading.neo4j,
    "ask-neo4j": asking.neo4j,
    "rdf-neo4j": rdf_neo4j.neo4j,
    "peers": peers.neo4j,
    "prices": prices.neo4j,
}
CASES = (
    "load-embedded",
    "load-neo4j",
    "ask-neo4j",
    "ask-embedded",
    "plan",
    "rdf",
    "rdf-neo4j",
    "search",
    "explorer",
    "peers",
    "prices",
    "overload",
)


def main() -> int:
    """Run the cases that are named, else all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").partition(":")[2])
    parser.add_argument("case", nargs="*", help=f"of {', '.join(CASES)}; all when none is named")
    wanted = parser.parse_args().case or CASES
    if unknown := set(wanted) - set(CASES):
        parser.error(f"no case {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    if not search.fixtures().is_dir():
        sys.exit(f"no fixtures at {search.fixtures()}: set KARMAGRAPH_FIXTURES")
    server = stores.neo4j() if set(wanted) & set(NEO4J) else "not asked for"
    results: list[Result] = []
    for case in wanted:
        print(case, flush=True)
        if case in EMBEDDED:
            results += EMBEDDED[case]()
        elif isinstance(server, str):
            print(f"  left out: {server}")
        else:
            results += NEO4J[case](server)
    engines = [] if isinstance(server, str) else [asyncio.run(stores.engine(server))]
    rows = [result.as_json() for result in results]
    print(f"\n{facts(engines)}\n\n{table(rows)}")
    write(results, engines)
    print(f"\n{FILE.relative_to(FILE.parent.parent)} and {PAGE.relative_to(PAGE.parent.parent)} have them too.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
