"""
The worked examples of this room.
"""

from pathlib import Path

import pytest

import tests
from globalcs._case_files import load_cases
from globalcs._cases import run_case

FOLDER = Path(tests.__file__).parent / "cases" / "payments"


@pytest.mark.parametrize("case", load_cases(FOLDER), ids=lambda case: case.id)
def test_case(case):
    """
    A worked example is answered as its source says.
    """
    assert () == run_case(case).differences
