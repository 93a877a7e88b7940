"""
`__all__` is the promise of a module: sorted, complete, and true.
"""

import importlib

import pytest

from tests.house._package import public_modules


def test_there_are_public_modules():
    """
    The package and its rooms are found.
    """
    rooms = {"landed_cost", "localization", "payments", "pricing", "returns"}

    assert set() == {"globalcs", *(f"globalcs.{room}" for room in rooms)} - set(public_modules())


@pytest.mark.parametrize("name", public_modules())
def test_all_is_sorted(name):
    """
    Every public module says what it promises, in the order of the alphabet, once each.
    """
    promised = list(importlib.import_module(name).__all__)

    assert sorted(set(promised)) == promised


@pytest.mark.parametrize("name", public_modules())
def test_every_promised_name_is_there(name):
    """
    Every name in `__all__` can be touched, those that load late among them.
    """
    module = importlib.import_module(name)

    assert [] == [promised for promised in module.__all__ if not hasattr(module, promised)]


@pytest.mark.parametrize("name", public_modules())
def test_promised_names_are_listed(name):
    """
    `dir()` shows every promised name, so that a notebook's completion does too.
    """
    module = importlib.import_module(name)

    assert set() == set(module.__all__) - set(dir(module))


def test_a_name_that_is_not_there_is_an_attribute_error():
    """
    Late loading answers a wrong name as any module does.
    """
    package = importlib.import_module("globalcs")

    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(package, "no_such_name")  # noqa: B009
