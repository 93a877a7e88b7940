"""
What each word for exempt goods means: which lines it concerns, in what state, on what condition.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from globalcs.returns._keys import Exemptions
    from globalcs.returns._models import Order, OrderLine, RequestLine

__all__ = ["EXEMPTIONS", "Exempted", "Exemption", "Goods", "exempted", "is_under", "outside"]


class Exemption(NamedTuple):
    """
    One word of the vocabulary.

    It concerns a line by its goods, traits or kind (no goods, traits and kinds: every line); it is
    met when the state shows one of `states` (none: always); it is valid when each fact of `needs`
    is true of the line.
    """

    goods: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def concerns(self, goods: Goods) -> bool:
        """
        Whether goods are of those the word names.
        """
        if not (self.goods or self.traits or self.kinds):
            return True
        return (
            any(is_under(goods.category, word) for word in self.goods)
            or not set(self.traits).isdisjoint(goods.traits)
            or goods.kind in self.kinds
        )


class Goods(NamedTuple):
    """
    What the words ask of a line: its goods word, its traits (an auction among them), its kind.
    """

    category: str | None
    traits: tuple[str, ...]
    kind: str

    @classmethod
    def of(cls, order: Order, line: OrderLine) -> Goods:
        """
        From a line of an order.
        """
        traits: tuple[str, ...] = line.traits
        return cls(line.category, (*traits, "auction") if order.auction else traits, line.kind)


class Exempted(NamedTuple):
    """
    What came of the exemptions for one line: the word that holds, if any, and what is not known.

    `void` names exemptions that would have held, each with the condition that failed.
    """

    word: str | None = None
    met: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    void: tuple[tuple[str, str], ...] = ()


def is_under(category: str | None, word: str) -> bool:
    """
    Whether a goods word is `word` or lies below it.

    >>> is_under("clothing.underwear", "clothing"), is_under("clothing", "clothing.underwear")
    (True, False)
    """
    return category is not None and (category == word or category.startswith(f"{word}."))


_OPENED = ("unsealed", "opened", "used", "worn", "tried")
_USED = ("used", "worn", "activated")

EXEMPTIONS: Mapping[str, Exemption] = {
    "copyable_unsealed": Exemption(
        goods=("media", "digital.software", "books"), traits=("sealed_media",), states=("unsealed",)
    ),
    "custom_made": Exemption(goods=("custom_made",), traits=("custom_made",)),
    "damaged_by_consumer": Exemption(states=("damaged", "spoiled")),
    "dated_leisure_service": Exemption(goods=("tickets", "travel"), traits=("dated",)),
    "deferred_alcohol": Exemption(traits=("deferred_alcohol",)),
    "digital_content_begun": Exemption(
        goods=("digital", "books.electronic"),
        kinds=("digital",),
        states=("begun", "performed"),
        needs=("consent", "loss_acknowledged", "confirmation_sent"),
    ),
    "financial_services": Exemption(goods=("financial",)),
    "gambling": Exemption(goods=("gambling",)),
    "healthcare": Exemption(traits=("healthcare",)),
    "intl_air_passenger": Exemption(traits=("international_air",)),
    "jewellery": Exemption(goods=("jewellery",)),
    "mixed_inseparable": Exemption(states=("mixed",)),
    "near_expiry_or_declared_defect": Exemption(traits=("near_expiry", "declared_defect")),
    "not_returnable_by_nature": Exemption(traits=("not_returnable",)),
    "opened_health_safety": Exemption(
        goods=("cosmetics", "hygiene", "food", "medicines", "clothing.underwear", "adult"),
        traits=("sealed_hygiene",),
        states=_OPENED,
    ),
    "package_travel": Exemption(traits=("package_travel",)),
    "passenger_transport": Exemption(traits=("passenger_transport",)),
    "periodicals": Exemption(goods=("newspapers",)),
    "perishable": Exemption(
        goods=(
            "perishable",
            "plants",
            "food.bread",
            "food.fruit",
            "food.milk",
            "food.local_produce",
        ),
        traits=("perishable",),
    ),
    "personal_use_goods": Exemption(
        goods=("clothing.underwear", "hygiene", "adult"), traits=("intimate",)
    ),
    "price_fluctuating": Exemption(traits=("price_fluctuating",)),
    "public_auction": Exemption(traits=("auction",)),
    "roundsman_food": Exemption(traits=("roundsman",)),
    "sealed_hygiene_unsealed": Exemption(
        goods=("cosmetics", "hygiene", "clothing.underwear", "adult", "medicines"),
        traits=("sealed_hygiene",),
        states=("unsealed",),
    ),
    "sealed_media_unsealed": Exemption(
        goods=("media", "digital.software"), traits=("sealed_media",), states=("unsealed",)
    ),
    "service_begun": Exemption(
        goods=("services",),
        kinds=("service",),
        states=("begun", "performed"),
        needs=("consent",),
    ),
    "service_fully_performed": Exemption(
        goods=("services",), kinds=("service",), states=("performed",), needs=("consent",)
    ),
    "underwear_unwrapped": Exemption(goods=("clothing.underwear",), states=_OPENED),
    "urgent_repair": Exemption(traits=("urgent_repair",)),
    "used_by_consumer": Exemption(states=_USED),
    "value_drops_after_activation": Exemption(goods=("electronics",), states=("activated", "used")),
    "value_reduced_by_time": Exemption(traits=("outdated",)),
    "value_reduced_by_use": Exemption(states=("used", "worn")),
}

#: What the buyer did to the goods needs no warning beforehand.
_UNCONDITIONAL = frozenset({"damaged_by_consumer"})
_CONDITIONS = {"told": "exemption_told", "marked": "limit_marked"}


def exempted(rule: Exemptions, order: Order, line: OrderLine, asked: RequestLine) -> Exempted:
    """
    Whether the law exempts what comes back. Where a fact is missing the buyer's reading holds.
    """
    missing: list[str] = []
    void: list[tuple[str, str]] = []
    for word, needs in _concerning(rule, Goods.of(order, line)):
        exemption = EXEMPTIONS[word]
        met = _met(exemption, asked)
        if met is None and _could_matter(exemption):
            missing.append(f"lines.{line.id}.state")
        if not met:
            continue
        needs = (*exemption.needs, *needs)
        failed = next((name for name in needs if getattr(line, name) is False), None)
        unknown = [f"lines.{line.id}.{name}" for name in needs if getattr(line, name) is None]
        if failed is None and not unknown:
            return Exempted(word, needs)
        missing += [] if failed else unknown
        void.append((word, failed or unknown[0].rpartition(".")[2]))
    return Exempted(None, (), tuple(dict.fromkeys(missing)), tuple(void))


@lru_cache(maxsize=4096)
def _concerning(rule: Exemptions, goods: Goods) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """
    The words of a law that concern such goods, each with what makes it valid.
    """
    return tuple(pair for pair in _candidates(rule) if EXEMPTIONS[pair[0]].concerns(goods))


def _candidates(rule: Exemptions) -> Iterable[tuple[str, tuple[str, ...]]]:
    condition = _CONDITIONS.get(rule.valid_if or "")
    for word in rule.exempt:
        yield word, (condition,) if condition and word not in _UNCONDITIONAL else ()
    for word in rule.confirmable:
        yield word, ("exemption_confirmed",)


def _met(exemption: Exemption, asked: RequestLine) -> bool | None:
    if not exemption.states:
        return True
    if asked.state is None:
        return None
    return not set(exemption.states).isdisjoint(asked.state)


def _could_matter(exemption: Exemption) -> bool:
    """
    Rare states (mixed with other goods, damaged) are taken as absent when nobody tells them.
    """
    return bool(exemption.goods) or exemption.states == _USED


@lru_cache(maxsize=4096)
def outside(words: tuple[str, ...], goods: Goods) -> str | None:
    """
    The word that puts goods outside the law of withdrawal altogether, or None.
    """
    return next((word for word in words if EXEMPTIONS[word].concerns(goods)), None)
