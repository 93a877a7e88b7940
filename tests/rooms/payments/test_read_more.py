"""
Facts read once more, applied after the import from a reviewed list.
"""

import shutil
import tomllib

import pytest

from tests.house._package import ROOT
from tools.import_facts import read_more_payments
from tools.import_facts.book import BookError

METHODS = ROOT / "src" / "globalcs" / "payments" / "methods"
LISTED = tomllib.loads(read_more_payments.LIST.read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path):
    for entry in LISTED["facts"]:
        shutil.copy(METHODS / f"{entry['subject'].removeprefix('method:')}.toml", tmp_path)
    return tmp_path


def entry(**fields):
    return {
        "sources": {"page": LISTED["sources"]["rm-epc-bizum"]},
        "facts": [
            {"subject": "method:bizum", "key": "payments.life", "sources": ["page"], **fields}
        ],
    }


def test_the_tree_holds_what_the_list_says(folder):
    """
    Applied once more, the list changes nothing, and no file a byte.
    """
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    told = read_more_payments.apply_list(folder, LISTED)

    assert {"unchanged": len(LISTED["facts"])} == dict(told)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_fact_that_is_gone_fails(folder):
    """
    An entry that amends a fact which the importer writes no longer is no entry to skip.
    """
    with pytest.raises(BookError, match="there is no such fact that begins on 2015"):
        read_more_payments.apply_list(folder, entry(was="2015"))


def test_a_method_that_is_gone_fails(tmp_path):
    """
    The same for a whole method.
    """
    with pytest.raises(BookError, match=r"bizum\.toml is not there"):
        read_more_payments.apply_list(tmp_path, entry(was="2016-10"))


def test_confidence_needs_a_source_somebody_read(folder):
    """
    A page that nobody opened raises nothing, and the file stays as it was.
    """
    listed = entry(was="2016-10", confidence="high")
    del (page := dict(listed["sources"]["page"]))["seen"]
    listed["sources"] = {"page": page}
    before = (folder / "bizum.toml").read_bytes()

    with pytest.raises(BookError, match="high needs a newly read source"):
        read_more_payments.apply_list(folder, listed)
    assert before == (folder / "bizum.toml").read_bytes()


def test_a_fact_may_be_added_of_which_only_a_day_in_force_is_known(folder):
    """
    `verified` stands in for a first day that no page tells; with neither, the list is refused.
    """
    listed = entry(new=True, value={"max": ["1000 EUR"]}, confidence="medium")
    fact = listed["facts"][0]
    fact["key"] = "payments.refuses"
    fact["value"] = ["gambling"]
    before = (folder / "bizum.toml").read_bytes()
    with pytest.raises(BookError, match="needs `until` or `verified`"):
        read_more_payments.apply_list(folder, listed)
    assert before == (folder / "bizum.toml").read_bytes()

    fact["verified"] = listed["sources"]["page"]["seen"]
    assert {"added": 1} == dict(read_more_payments.apply_list(folder, listed))
    assert {"unchanged": 1} == dict(read_more_payments.apply_list(folder, listed))
    book = tomllib.loads((folder / "bizum.toml").read_text(encoding="utf-8"))
    (refuses,) = book["payments"]["refuses"]
    assert (["gambling"], fact["verified"]) == (refuses["value"], refuses["verified"])
