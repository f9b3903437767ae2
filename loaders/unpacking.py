"""A packed file unpacked as it is read, up to what no honest file exceeds."""

from __future__ import annotations

import gzip
import io
import lzma
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.rows import SourceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

RATIO = 250
"""Times that what was read may unpack to, once that is over FREE bytes: tables and RDF pack to a fiftieth at best."""

FREE = 16 << 20


class Unpacked(io.RawIOBase):
    """The bytes of a packed file; SourceError once they are more than RATIO times those that they were packed in."""

    def __init__(self, path: Path, opener: type[lzma.LZMAFile | gzip.GzipFile]) -> None:
        self._name = path.name
        self._packed = path.open("rb")
        gz = opener is gzip.GzipFile
        self._file = gzip.GzipFile(fileobj=self._packed) if gz else lzma.LZMAFile(self._packed)  # noqa: SIM115 - closed below
        self._unpacked = 0

    def readable(self) -> bool:
        """Always: that is what it is for."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; the number of bytes, 0 at the end."""
        view = memoryview(buffer).cast("B")
        data = self._file.read(len(view))
        view[: len(data)] = data
        self._unpacked += len(data)
        if self._unpacked > max(FREE, RATIO * self._packed.tell()):
            reason = f"unpacks to more than {RATIO} times its size"
            raise SourceError(self._name, reason, "a decompression bomb? unpack it yourself to load it")
        return len(data)

    def close(self) -> None:
        """Close the packed file too."""
        self._file.close()
        self._packed.close()
        super().close()
