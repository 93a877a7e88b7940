"""
What a tariff puts over its own duty: remedies and other layers, and what could lower the duty.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from globalcs.decision import FactRef, Reason
from globalcs.landed_cost._expression import DutyExpression
from globalcs.landed_cost._law import UNKNOWN, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from globalcs.landed_cost._models import ItemKey
    from globalcs.landed_cost._tariffs import TariffAnswer, TariffLine

__all__ = ["Layer", "could_be_claimed", "layers_of", "line_refs"]

_CLAIMED = "landed_cost.relief_not_counted"
_PREFERRED = "landed_cost.preference_not_claimed"


class Layer(NamedTuple):
    """
    A duty over the tariff; `high` is None where nobody can tell the most.

    `expressions`, where there are any, say what is due by weight or piece: one of them.
    """

    name: str
    kind: str
    low: Fraction
    high: Fraction | None
    refs: tuple[FactRef, ...]
    expressions: tuple[DutyExpression, ...] = ()


def line_refs(territory: str, lines: Iterable[TariffLine]) -> tuple[FactRef, ...]:
    """
    Where lines stand, each once.
    """
    return tuple(dict.fromkeys(_ref(territory, line) for line in lines))


def _ref(territory: str, line: TariffLine) -> FactRef:
    since = line.since.isoformat() if line.since else None
    return FactRef(
        f"tariff:{territory}", line.code, since, line.title, line.url, line.confidence, "tariff"
    )


def layers_of(
    key: ItemKey, path: str, territory: str, answer: TariffAnswer
) -> tuple[tuple[Layer, Note], ...]:
    """
    The layers that a tariff knows for an item, each with how sure it is.
    """
    named: dict[tuple[str, str], list[TariffLine]] = {}
    for line in answer.lines:
        if line.kind in ("added", "floor") and not (line.unless_proof and key.proof):
            named.setdefault((line.kind, line.name), []).append(line)
    return tuple(
        _layer(key, path, kind, name, lines, line_refs(territory, lines))
        for (kind, name), lines in named.items()
    )


def _layer(
    key: ItemKey,
    path: str,
    kind: str,
    name: str,
    lines: list[TariffLine],
    refs: tuple[FactRef, ...],
) -> tuple[Layer, Note]:
    texts = tuple(dict.fromkeys(line.expression for line in lines))
    expressions = tuple(map(DutyExpression.parse, texts))
    params = {"item": path, "name": name, "duty": " | ".join(texts), "hs": key.hs_code}
    unclear = [one for one in expressions if not one.known]
    if unclear or (kind == "floor" and any(one.needs for one in expressions)):
        text = (unclear or expressions)[0].text
        reason = Reason(
            "landed_cost.layer_not_understood", {**params, "text": text}, refs, "warning"
        )
        untold = Layer(name, "untold", Fraction(0), None, refs)
        return untold, Note(UNKNOWN, (f"{path}.duty_rate",), (reason,))
    sure = any(not line.code[len(key.hs_code) :].strip("0") for line in lines)
    if not sure:
        expressions = (*expressions, DutyExpression.of_rate(Fraction(0)))
    note = _layer_note(path, kind, lines, params, refs, sure=sure)
    return _bounded(name, kind, expressions, refs), note


def _bounded(
    name: str, kind: str, expressions: tuple[DutyExpression, ...], refs: tuple[FactRef, ...]
) -> Layer:
    shares = [one.shares for one in expressions if not one.needs]
    ends = [share for share in shares if share is not None]
    if len(ends) < len(expressions):
        return Layer(name, kind, Fraction(0), None, refs, expressions)
    highs = [share.high for share in ends if share.high is not None]
    high = max(highs) if len(highs) == len(ends) else None
    return Layer(name, kind, min(share.low for share in ends), high, refs)


def _layer_note(
    path: str,
    kind: str,
    lines: Sequence[TariffLine],
    params: dict[str, str],
    refs: tuple[FactRef, ...],
    *,
    sure: bool,
) -> Note:
    known = DutyExpression.parse(lines[0].expression)
    if sure and len({line.expression for line in lines}) == 1 and not known.ranged:
        return Note(0, (), (_certain(kind, known, params, refs),))
    if not sure or len({line.code for line in lines}) > 1:
        code, missing = "landed_cost.layer_by_code", f"{path}.hs_code"
    elif known.ranged:
        code, missing = "landed_cost.layer_by_condition", f"{path}.duty_rate"
    else:
        code, missing = "landed_cost.layer_by_maker", "tariffs.additional_code"
    return Note(UNKNOWN, (missing,), (Reason(code, params, refs, "warning"),))


def _certain(
    kind: str, known: DutyExpression, params: dict[str, str], refs: tuple[FactRef, ...]
) -> Reason:
    if known.percent is None:
        return Reason("landed_cost.layer_amount", params, refs)
    told = {"item": params["item"], "name": params["name"], "rate": known.percent}
    return Reason(f"landed_cost.layer_{kind}", told, refs)


def could_be_claimed(
    key: ItemKey, path: str, territory: str, answer: TariffAnswer
) -> tuple[Reason, ...]:
    """
    What would lower the duty if it were claimed: proof of origin, a suspension, a quota.
    """
    told: dict[tuple[str, str, str], list[TariffLine]] = {}
    for line in answer.lines:
        if line.kind in ("relief", "quota"):
            told.setdefault((_CLAIMED, line.name, line.expression), []).append(line)
        elif line.kind == "preference" and not key.proof:
            told.setdefault((_PREFERRED, "", line.expression), []).append(line)
    return tuple(
        Reason(code, _told(path, name, duty), line_refs(territory, lines))
        for (code, name, duty), lines in told.items()
    )


def _told(path: str, name: str, duty: str) -> dict[str, str]:
    return {"item": path, "duty": duty} | ({"name": name} if name else {})
