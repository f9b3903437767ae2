"""RDF/XML watched while it is parsed: the parser itself expands entities without end and takes a cut-off file.

Expat reads the same bytes a moment before: it finds what is not well formed, with line and column.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from xml.parsers import expat

from loaders.rows import Place, SourceError

DEPTH = 1_000
"""Elements within elements: the parser's time grows with the square of it."""

ENTITY = 1_000
"""Characters that one entity may stand for: enough for a namespace, too few for a billion laughs."""

PROLOG = 1 << 20
"""Bytes before the first tag."""

TEXT = 16 << 20
"""Bytes between two tags, and bytes that entities may add beyond five for each byte of the file."""

_DECLARED = re.compile(rb"<!ENTITY\s+(?:%\s*)?([^\s\"'%]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"[&%]([^\s;&#]+);")
_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.-]+)[\"']")
_BYTE_ORDER = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_UTF8 = {"utf-8", "utf8"}

Read = Callable[[int], bytes]


class Watch:
    """Looks at the bytes of an RDF/XML file in order; SourceError where they are no XML or would exhaust memory."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.SkippedEntityHandler = self._skipped
        if hasattr(self._parser, "SetReparseDeferralEnabled"):  # else Expat may look later than the parser does
            self._parser.SetReparseDeferralEnabled(False)
        self._prolog: bytes | None = b""
        self._sizes: dict[bytes, int] = {}
        self._depth = self._fed = self._tag = self._expanded = 0

    def feed(self, data: bytes) -> None:
        """Look at the next bytes; none at the end."""
        if self._prolog is not None:
            self._declared(data)
        try:
            self._parser.Parse(data, not data)
        except expat.ExpatError as error:
            place = Place(self._name, error.lineno)
            raise SourceError(place, f"column {error.offset + 1}: {expat.ErrorString(error.code)}", "no XML") from error
        self._fed += len(data)
        self._expanded += sum(self._sizes.get(name, 0) for name in _REFERENCE.findall(data)) if self._sizes else 0
        if self._expanded > TEXT + 5 * self._fed:
            raise self._hostile(f"entities make it {self._expanded >> 20} MB larger", "write the texts out")
        if self._fed - self._tag > TEXT:
            raise self._hostile(f"{TEXT >> 20} MB without a tag", "is it RDF/XML?")

    def _declared(self, data: bytes) -> None:
        """Measure the entities as the parser will expand them: one after the other, within comments too."""
        self._prolog = (self._prolog or b"") + data
        if len(self._prolog) > PROLOG:
            raise self._hostile(f"{PROLOG >> 20} MB before the first tag", "is it RDF/XML?")
        for name, double, single in _DECLARED.findall(self._prolog):
            value = double or single
            size = len(value) + sum(self._sizes.get(inner, 0) for inner in _REFERENCE.findall(value))
            if size > ENTITY:
                shown = name[:40].decode("utf-8", "replace")
                raise self._hostile(f"entity {shown} stands for over {ENTITY:,} characters", "write its text out")
            self._sizes[name] = size

    def _open(self, _name: str, _attributes: object) -> None:
        self._prolog = None
        self._tag = self._parser.CurrentByteIndex
        self._depth += 1
        if self._depth > DEPTH:
            raise self._hostile(f"elements are nested more than {DEPTH:,} deep", "give the inner things IRIs")

    def _close(self, _name: str) -> None:
        self._tag = self._parser.CurrentByteIndex
        self._depth -= 1

    def _skipped(self, name: str, _parameter: bool) -> None:
        raise self._hostile(f"entity {name} is not declared in the file", "no other file is read")

    def _hostile(self, reason: str, hint: str) -> SourceError:
        return SourceError(Place(self._name, self._parser.CurrentLineNumber), reason, hint)


def recoded(read: Read, head: bytes, name: str) -> Read:
    """The reader, giving UTF-8 where the file declares or shows another encoding; `head` is the file's beginning."""
    encoding = _encoding(head)
    if encoding.lower() in _UTF8:
        return read
    try:
        decode = codecs.getincrementaldecoder(encoding)()
        b"<".decode(encoding, "replace")
    except LookupError as error:
        raise SourceError(Place(name, 1), f"encoding {encoding!r} is not known", "save as UTF-8") from error
    return _recoding(read, decode, name)


def _encoding(head: bytes) -> str:
    declared = _ENCODING.match(head)
    return _BYTE_ORDER.get(head[:2]) or (declared[1].decode() if declared else "utf-8")


def _recoding(read: Read, decode: codecs.IncrementalDecoder, name: str) -> Read:
    first = True

    def recode(size: int) -> bytes:
        nonlocal first
        text, data = "", b"."
        while data and not text:
            data = read(size // 4)  # a byte makes at most four
            try:
                text = decode.decode(data, not data)
            except UnicodeDecodeError as error:
                raise SourceError(name, f"a byte is not {error.encoding}", "save as UTF-8") from error
        if first:
            text, first = _undeclared(text), False
        return text.encode()

    return recode


def _undeclared(text: str) -> str:
    """The text without the name of the encoding that it no longer has."""
    return re.sub(r"^\ufeff?(<\?xml[^>]*?)\sencoding\s*=\s*(\"[^\"]*\"|'[^']*')", r"\1", text, count=1)
