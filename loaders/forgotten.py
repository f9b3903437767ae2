"""Those who were forgotten stay so: what a source still says of them is left out of a load, and remarked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.batches import batches
from loaders.rows import Place, Remark
from loaders.spool import Spool

if TYPE_CHECKING:
    from queries.officer_keys import OfficerKeys

REMARK = "rows left out: the officer was forgotten"


def left_out(spool: Spool, keys: OfficerKeys) -> int:
    """Drop the rows of officers who were forgotten from the spool, with their postings, and return their number."""
    if not keys.anyone():
        return 0
    spool.db.execute("CREATE TEMP TABLE gone(label TEXT, id TEXT, PRIMARY KEY(label, id)) WITHOUT ROWID")
    named = "SELECT id FROM node WHERE label = 'Officer' UNION SELECT sid FROM edge WHERE sl = 'Officer'"
    for batch in batches([row[0] for row in spool.db.execute(named)]):
        spool.db.executemany("INSERT INTO gone VALUES ('Officer', ?)", [(id_,) for id_ in keys.forgotten(batch)])
    spool.db.execute(
        "INSERT OR IGNORE INTO gone SELECT 'Posting', eid FROM edge"
        " WHERE type = 'HAS_POSTING' AND (sl, sid) IN (SELECT label, id FROM gone)"
    )
    gone = "SELECT label, id FROM gone"
    dropped = spool.db.execute(f"DELETE FROM edge WHERE (sl, sid) IN ({gone}) OR (el, eid) IN ({gone})").rowcount
    dropped += spool.db.execute(f"DELETE FROM node WHERE (label, id) IN ({gone})").rowcount
    spool.db.execute("DROP TABLE gone")
    for _ in range(dropped):
        spool.remark(Remark(Place("load"), REMARK, "not named"))
    return dropped
