"""
Write the snapshots anew after a change of data: python -m tests.facts.update_snapshots.

Read the difference before you commit it: it tells which places the change touches.
"""

from __future__ import annotations

from globalcs.facts import bundled
from tests.facts._snapshots import FOLDER, places, snapshot


def main() -> None:
    """
    One file a place; files of places that are gone are removed.
    """
    facts = bundled()
    wanted = {FOLDER / f"{place}.json": snapshot(facts, place) for place in places(facts)}
    FOLDER.mkdir(exist_ok=True)
    for path in set(FOLDER.glob("*.json")) - set(wanted):
        path.unlink()
        print(f"removed {path.stem}")
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"changed {path.stem}")


if __name__ == "__main__":
    main()
