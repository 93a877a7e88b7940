"""
How many examples a property test runs.
"""

import os

__all__ = ["FULL", "SHARE", "scaled"]

SHARE = 20

#: Set by `./run.sh test --full`.
FULL = os.environ.get("GLOBALCS_FULL") == "1"


def scaled(count: int) -> int:
    """
    `count` examples under `--full`, else a twentieth of them, but never none.

    Use it where a property states its count: `@settings(max_examples=scaled(2_000))`.
    """
    return count if FULL else max(1, count // SHARE)
