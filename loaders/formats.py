"""The formats that can be loaded, by name, and which of them a source looks like."""

from __future__ import annotations

from pathlib import Path

from loaders import (
    badges,
    case,
    ctdlasn,
    dcwf,
    esco,
    karmayogi,
    mapping_sheet,
    onet,
    passbook,
    rdf,
    sssom,
    sunbird,
    table,
    tags,
)
from loaders.load import require
from loaders.rows import Format, SourceError

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (
        karmayogi,
        sunbird,
        tags,
        passbook,
        mapping_sheet,
        sssom,
        badges,
        esco,
        onet,
        dcwf,
        case,
        ctdlasn,
        rdf,
        table,
    )
}


def recognise(path: Path) -> Format:
    """The format that a source looks like; SourceError when it looks like none."""
    require(path)
    found = next((fmt for fmt in FORMATS.values() if fmt.recognises(path)), None)
    if found is None:
        raise SourceError(str(path), "looks like no format that is known", f"name one: {', '.join(FORMATS)}")
    return found
