"""Compare two ``plan.json`` files in everything but the time they took: ``same_plan.py ONE OTHER``."""

import json
import sys
from pathlib import Path
from typing import Any


def comparable(path: Path) -> dict[str, Any]:
    """Return a plan without the two fields that differ from run to run."""
    plan: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for field in ("started", "seconds"):
        del plan["manifest"][field]
    return plan


def main(one: Path, other: Path) -> str | None:
    """Return nothing for equal plans, else the fields that differ."""
    left, right = comparable(one), comparable(other)
    different = sorted(field for field in left.keys() | right.keys() if left.get(field) != right.get(field))
    if different:
        return f"{one} and {other} differ in: {', '.join(different)}"
    print(f"the same plan: objective {left['objective']}, {len(left['clusters'])} clusters")
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
