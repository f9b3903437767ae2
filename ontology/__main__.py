"""`python -m ontology`: rewrite the committed files that are derived from the model."""

from __future__ import annotations

from pathlib import Path

from ontology.docs import derived_files

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Write each derived file under the root of the project."""
    for path, text in derived_files().items():
        (ROOT / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
