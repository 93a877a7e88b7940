"""
Every reason the room gives has words, and every word is given.
"""

import re
import tomllib
from pathlib import Path

import globalcs.landed_cost
from globalcs.facts._registry import all_keys

ROOM = Path(globalcs.landed_cost.__file__).parent
CODE = re.compile(r'"(landed_cost\.[a-z_]+)"')
#: Codes that are put together: layer_added, freight_by_weight, headline_estimated ...
MADE = re.compile(r"landed_cost\.(layer_|freight_by_|headline)")


def given():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(ROOM.glob("*.py")))
    keys = set(all_keys()) - worded()  # some reasons are called like the key they rest on
    return set(CODE.findall(text)) - keys - {"landed_cost.quote"}


def worded():
    return set(tomllib.loads((ROOM / "reasons.toml").read_text(encoding="utf-8")))


def test_every_reason_has_words():
    """
    No code of the room is without a sentence.
    """
    assert set() == given() - worded()


def test_every_sentence_is_used():
    """
    No sentence stands for a code that nobody gives.
    """
    assert set() == {code for code in worded() - given() if not MADE.match(code)}
