"""
CLDR language matching: which of the languages on offer serves a reader best, and why.

The distance of two tags is the sum over language, script and region of what CLDR's table says; a
region costs less when both belong to the same variety, such as British and Australian English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from globalcs.decision import Reason
from globalcs.errors import InvalidInput, UnknownLocale
from globalcs.localization._data import folded
from globalcs.localization._tags import Tag, canonical, maximize, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LocaleMatch", "match_locale"]

#: Farther than this, and a reader is better off with the shop's own language.
THRESHOLD = 50

_LIST = 'give a list of locales, such as ["nl", "en"]'

#: What a language loses for each place it stands further down in the reader's list.
DEMOTION = 5

#: Distances are counted in eighths, so that ties can be settled below one.
MICRO = 8

#: Regions and variants that mark machine-made text for tests.
_PSEUDO = frozenset({"XA", "XB", "XC", "psaccent", "psbidi", "pscrack"})

#: A preference list longer than this is no person's.
LONGEST_LIST = 100

_WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)


class LocaleMatch(NamedTuple):
    """
    The language chosen for a reader.

    Attributes:
        locale: the supported tag as the shop wrote it; None only where the shop supports none.
        wanted: the tag in the reader's list that led to it; None when none fits.
        formatting: `locale` with the reader's own region, for dates and amounts: a reader of en-NZ
            who is served en-GB keeps New Zealand's formats.
        distance: 0 for the same language; above 50 nothing fits and the default was taken.
        reason: code and parameters of why; `.level` is "warning" where the reader gets a language
            or script other than the ones asked for.
    """

    locale: str | None
    wanted: str | None
    formatting: str | None
    distance: int
    reason: Reason

    @property
    def script_changed(self) -> bool:
        """
        Whether the reader asked for another script, such as traditional Chinese.
        """
        return self.reason.code == "localization.match.other_script"


def match_locale(
    wanted: str | Sequence[str],
    supported: Sequence[str],
    *,
    default: str | None = None,
    same_script: bool = False,
) -> LocaleMatch:
    """
    The supported locale that serves a reader best, by CLDR's language matching.

    >>> match_locale("de-CH, en;q=0.7, *;q=0.1", ["en", "de", "fr"]).locale
    'de'
    >>> match_locale("zh-HK", ["zh-Hans", "zh-Hant", "en"]).locale
    'zh-Hant'

    Args:
        wanted: an Accept-Language header, or tags in order of preference.
        supported: what the shop has; on equal terms the first listed wins.
        default: what to give when nothing fits; else the first supported.
        same_script: refuse a match in another script (zh-Hant for zh-Hans), which readers
            may or may not accept. A match in another script always says so in its reason.

    Raises:
        UnknownLocale: a supported or the default tag is malformed. Malformed wanted tags are
            skipped, since they come from outside.
        InvalidInput: the list of wanted tags is longer than any person's.
    """
    wishes = wanted if isinstance(wanted, str) else _listed(wanted, "wanted")
    return _matched(wishes, _listed(supported, "supported"), default, same_script)


def _listed(tags: Sequence[str], path: str) -> tuple[str, ...]:
    if isinstance(tags, (list, tuple)):
        return tuple(tags)
    given: object = tags
    if isinstance(given, Iterable) and not isinstance(given, str):
        return tuple(given)
    raise InvalidInput(_LIST, path=path)


@lru_cache(maxsize=512)
def _matched(
    wanted: str | tuple[str, ...],
    supported: tuple[str, ...],
    default: str | None,
    same_script: bool,
) -> LocaleMatch:
    if not all(isinstance(tag, str) for tag in (*wanted, *supported)):
        raise InvalidInput(_LIST)
    wishes = _wishes(wanted)
    best = _best(tuple(wishes), supported, default, same_script)
    return best or _fallen_back(wishes, supported, default)


def _wishes(wanted: str | Sequence[str]) -> list[str]:
    entries = wanted.split(",") if isinstance(wanted, str) else list(wanted)
    if len(entries) > LONGEST_LIST:
        raise InvalidInput("the list of languages is too long; give at most 100", path="wanted")
    weighed = [_weighed(entry) for entry in entries]
    ranked = sorted((pair for pair in weighed if pair[1] > 0), key=lambda pair: -pair[1])
    return [tag for tag, _ in ranked]


def _weighed(entry: str) -> tuple[str, Decimal]:
    tag, _, rest = entry.partition(";")
    if not rest:
        return tag.strip(), Decimal(1)
    found = _WEIGHT.fullmatch(rest)
    return tag.strip(), Decimal(found[1]) if found else Decimal(0)


def _readable(text: str) -> Tag | None:
    try:
        return canonical(parse(text))
    except UnknownLocale:
        return None


def _best(
    wishes: tuple[str, ...], supported: tuple[str, ...], default: str | None, same_script: bool
) -> LocaleMatch | None:
    offers = _ranked_offers(supported, default)
    best: LocaleMatch | None = None
    limit = THRESHOLD * MICRO
    for wish in wishes:
        found = _for_wish(wish, offers, same_script)
        if found is not None and found[0] < limit:
            limit, best = found
        limit -= DEMOTION * MICRO
        if limit <= 0:
            break
    return best


class _Offer(NamedTuple):
    text: str
    tag: Tag
    full: Tag


def _ranked_offers(supported: tuple[str, ...], default: str | None) -> list[_Offer]:
    """
    The offers as ties are settled: the default, then paradigms of their language, then the rest.
    """
    offers = [_offer(text) for text in supported]
    first = _offer(default).full if default is not None else offers[0].full if offers else None
    return sorted(offers, key=lambda o: 0 if o.full == first else 2 - _is_paradigm(o.full))


def _offer(text: str) -> _Offer:
    tag = canonical(parse(text))
    return _Offer(text, tag, _complete(tag))


def _complete(tag: Tag) -> Tag:
    """
    The complete tag; `und` stays as it is, and a pseudo-locale is like no language but itself.
    """
    tag = tag.bare
    if tag.region in _PSEUDO or _PSEUDO.intersection(tag.variants):
        return tag._replace(language=f"pseudo {tag}")
    return tag if str(tag) == "und" else maximize(tag)._replace(variants=())


def _for_wish(wish: str, offers: list[_Offer], same_script: bool) -> tuple[int, LocaleMatch] | None:
    if wish == "*":
        return _any_language(offers)
    tag = _readable(wish)
    if tag is None or not offers:
        return None
    full = _complete(tag)
    costs = [(_cost(tag, full, o, same_script), not _is_likely(o.full)) for o in offers]
    cheapest = min(costs)
    cost = cheapest[0]
    return cost, _match(wish, tag, full, offers[costs.index(cheapest)], cost // MICRO)


def _any_language(offers: list[_Offer]) -> tuple[int, LocaleMatch] | None:
    if not offers:
        return None
    first = offers[0].text
    reason = Reason("localization.match.any", {"locale": first})
    return 0, LocaleMatch(first, "*", first, 0, reason)


def _cost(tag: Tag, full: Tag, offer: _Offer, same_script: bool) -> int:
    """
    The distance in eighths: among tags that mean the same, the one written alike goes first.
    """
    if full == offer.full:
        return _explicit(tag) ^ _explicit(offer.tag)
    if same_script and full.script != offer.full.script:
        return THRESHOLD * MICRO
    return distance(full, offer.full) * MICRO


def _explicit(tag: Tag) -> int:
    return 4 * (tag.language != "und") + 2 * bool(tag.script) + bool(tag.region)


@lru_cache(maxsize=1024)
def _is_likely(full: Tag) -> bool:
    """
    Whether it is what its language means when nothing is said: fr-FR for French.
    """
    return maximize(Tag(full.language))[:3] == full[:3]


@lru_cache(maxsize=64)
def _is_paradigm(full: Tag) -> bool:
    return full[:3] in _table().paradigms


def _match(wish: str, tag: Tag, full: Tag, offer: _Offer, cost: int) -> LocaleMatch:
    reason = _reason({"wanted": wish, "locale": offer.text}, full, offer.full)
    return LocaleMatch(offer.text, wish, _combined(tag, offer.tag), cost, reason)


def _reason(told: dict[str, str], full: Tag, other: Tag) -> Reason:
    if full == other:
        return Reason("localization.match.exact", told)
    if full.language != other.language:
        return Reason("localization.match.other_language", told, level="warning")
    if full.script != other.script:
        return Reason("localization.match.other_script", told, level="warning")
    return Reason("localization.match.other_region", told)


def _combined(tag: Tag, offer: Tag) -> str:
    """
    The text language of the offer with the region, variants and extensions of the wish.
    """
    return str(
        offer._replace(
            region=tag.region or offer.region,
            variants=tag.variants or offer.variants,
            extensions=tag.extensions or offer.extensions,
        )
    )


def _fallen_back(wishes: list[str], supported: tuple[str, ...], default: str | None) -> LocaleMatch:
    chosen = default if default is not None else next(iter(supported), None)
    if chosen is not None:
        parse(chosen)
    reason = Reason(
        "localization.match.none",
        {"wanted": tuple(wishes), "locale": chosen or ""},
        level="warning",
    )
    return LocaleMatch(chosen, None, chosen, 100, reason)


# The distance.


class _Table(NamedTuple):
    languages: dict[tuple[str, str], int]
    scripts: dict[tuple[str, str, str, str], int]
    regions: tuple[tuple[str, str, str, str, str, str, int], ...]
    variables: dict[str, frozenset[str]]
    paradigms: frozenset[tuple[str, str, str]]


@lru_cache(maxsize=1)
def _table() -> _Table:
    matching = folded("matching")["matching"]
    rules = list(_both_ways(matching["rules"]))
    return _Table(
        languages={(d[0], s[0]): cost for d, s, cost in rules if len(d) == 1},
        scripts={(d[0], d[1], s[0], s[1]): cost for d, s, cost in rules if len(d) == 2},
        regions=tuple(
            (d[0], d[1], d[2], s[0], s[1], s[2], cost) for d, s, cost in rules if len(d) == 3
        ),
        variables={name: _regions(codes) for name, codes in matching["variables"].items()},
        paradigms=frozenset(maximize(parse(text))[:3] for text in matching["paradigms"]),
    )


def _both_ways(rules: list[list[object]]) -> Iterable[tuple[list[str], list[str], int]]:
    for desired, supported, cost, oneway in rules:
        ours, theirs = str(desired).split("-"), str(supported).split("-")
        yield ours, theirs, int(str(cost))
        if not oneway and ours != theirs:
            yield theirs, ours, int(str(cost))


def _regions(codes: list[str]) -> frozenset[str]:
    return frozenset().union(*(_leaves(code) for code in codes))


@lru_cache(maxsize=512)
def _leaves(code: str) -> frozenset[str]:
    """
    The countries of a grouping region such as 419; a country is its own.
    """
    inner = folded("matching")["containers"].get(code)
    return _regions(inner) if inner else frozenset({code})


@lru_cache(maxsize=4096)
def distance(wanted: Tag, offered: Tag) -> int:
    """
    How far a reader of `wanted` is from a text in `offered`; both are complete tags.
    """
    cost = _language_distance(wanted.language, offered.language)
    if cost >= THRESHOLD:
        return cost
    cost += _script_distance(wanted, offered)
    if cost >= THRESHOLD:
        return cost
    return cost + _region_distance(wanted, offered)


def _language_distance(wanted: str, offered: str) -> int:
    if wanted == offered:
        return 0
    return _table().languages.get((wanted, offered), 80)


def _script_distance(wanted: Tag, offered: Tag) -> int:
    if wanted.script == offered.script:
        return 0
    scripts = _table().scripts
    for key in (
        (wanted.language, wanted.script, offered.language, offered.script),
        (wanted.language, wanted.script, offered.language, "*"),
        (wanted.language, "*", offered.language, offered.script),
    ):
        if key in scripts:
            return scripts[key]
    return scripts[("*", "*", "*", "*")]


def _region_distance(wanted: Tag, offered: Tag) -> int:
    """
    A grouping region is as far as the farthest of its countries.
    """
    if wanted.region == offered.region:
        return 0
    return max(
        _country_distance(wanted._replace(region=ours), offered._replace(region=theirs))
        for ours in _kinds(wanted.region)
        for theirs in _kinds(offered.region)
    )


@lru_cache(maxsize=256)
def _kinds(region: str) -> tuple[str, ...]:
    """
    One country for each variety that the table tells apart within a region.
    """
    variables = _table().variables.values()
    found = {tuple(leaf in names for names in variables): leaf for leaf in sorted(_leaves(region))}
    return tuple(found.values())


def _country_distance(wanted: Tag, offered: Tag) -> int:
    for rule in _table().regions:
        if _fits(rule[:3], wanted) and _fits(rule[3:6], offered):
            return rule[6]
    raise AssertionError("the table ends with a rule for any two regions")


def _fits(rule: Sequence[str], tag: Tag) -> bool:
    language, script, region = rule
    return (
        language in ("*", tag.language)
        and script in ("*", tag.script)
        and (region == "*" or _in_set(region, tag.region))
    )


def _in_set(name: str, region: str) -> bool:
    """
    `$enUS` holds the region; `$!enUS` holds all others.
    """
    variables = _table().variables
    if name.startswith("$!"):
        return region not in variables["$" + name[2:]]
    if name.startswith("$"):
        return region in variables[name]
    return name == region
