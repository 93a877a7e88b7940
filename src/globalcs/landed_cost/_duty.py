"""
The duty of one line by the tariff: its own rate, then the layers over it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from globalcs.decision import FactRef, Reason
from globalcs.facts._dates import parse_span
from globalcs.landed_cost import _keys as keys
from globalcs.landed_cost._expression import DutyExpression
from globalcs.landed_cost._law import ESTIMATED, UNKNOWN, Note, note_of
from globalcs.landed_cost._tariff_layers import Layer, could_be_claimed, layers_of, line_refs

if TYPE_CHECKING:
    from globalcs.facts import Fact
    from globalcs.landed_cost._law import Plan
    from globalcs.landed_cost._models import ItemKey
    from globalcs.landed_cost._tariffs import TariffAnswer, TariffLine

__all__ = ["BASE_DUTY", "DutyLaw", "Layer", "duty_laws"]

BASE_DUTY = "customs duty"


class DutyLaw(NamedTuple):
    """
    What a line may bear: the expressions it may fall under (none: not known), and the layers.

    `plain` holds (name, rate, sources) of a duty that is a percentage through and through; `top`
    the same for the dearest reading, None where it can't be told.
    """

    expressions: tuple[DutyExpression, ...]
    layers: tuple[Layer, ...]
    note: Note
    refs: tuple[FactRef, ...]
    plain: tuple[tuple[str, Fraction, tuple[FactRef, ...]], ...] | None
    top: tuple[tuple[str, Fraction, tuple[FactRef, ...]], ...] | None
    territory: str

    @property
    def all_expressions(self) -> tuple[DutyExpression, ...]:
        """
        What may be asked for a measure or a currency: of the tariff's duty and of layers over it.
        """
        return (*self.expressions, *(one for layer in self.layers for one in layer.expressions))

    @property
    def free(self) -> bool:
        """
        Whether the tariff is known to take nothing.
        """
        percents = [expression.percent for expression in self.expressions]
        return bool(percents) and not any(percent is None or percent for percent in percents)


def duty_laws(plan: Plan) -> tuple[DutyLaw, ...]:
    """
    The duty of every line of a plan; worked out when a shipment first comes under the tariff.
    """
    if "duties" not in plan.memo:
        plan.memo["duties"] = tuple(_duty_law(plan, n) for n in range(len(plan.keys)))
    found: tuple[DutyLaw, ...] = plan.memo["duties"]
    return found


def _duty_law(plan: Plan, number: int) -> DutyLaw:
    key, path = plan.keys[number], f"items.{plan.spots[number]}"
    territory = plan.facts.chain(plan.away.code, "landed_cost", plan.day)[-1]
    answer = None
    if key.hs_code:
        answer = plan.tariffs.duty(key.hs_code, key.origin or None, territory, plan.day)
    base = _base(plan, key, path, territory, answer)
    layers, layer_note = _layers(plan, number, key, path, answer)
    if answer is not None:
        for layer, own_note in layers_of(key, path, territory, answer):
            layers, layer_note = (*layers, layer), _joined(layer_note, own_note)
    note = _joined(base.note, layer_note)
    laws = base.expressions, layers, note, base.refs
    plain = _rates(base, layers, high=False)
    return DutyLaw(*laws, plain, _rates(base, layers, high=True), territory)


class _Base(NamedTuple):
    expressions: tuple[DutyExpression, ...]
    note: Note
    refs: tuple[FactRef, ...]
    known: bool


def _joined(one: Note, other: Note) -> Note:
    return Note(
        max(one.status, other.status),
        (*one.missing, *other.missing),
        (*one.reasons, *other.reasons),
    )


# --- the tariff ----------------------------------------------------------------------------------


def _base(
    plan: Plan, key: ItemKey, path: str, territory: str, answer: TariffAnswer | None
) -> _Base:
    if key.duty_rate is not None:
        rate = Fraction(key.duty_rate)  # type: ignore[call-overload]
        reason = Reason("landed_cost.duty_rate_given", {"item": path, "rate": rate})
        return _Base((DutyExpression.of_rate(rate),), Note(0, (), (reason,)), (), True)
    if answer is not None and (found := _from_tariff(key, path, territory, answer)):
        return found
    return _general(plan, key, path, territory)


def _general(plan: Plan, key: ItemKey, path: str, territory: str) -> _Base:
    """
    The place's general rate where it has one; else the duty is not known.
    """
    fact = plan.facts.find(plan.away.code, keys.GENERAL_DUTY, on=plan.day)
    if fact is not None:
        params = {"item": path, "rate": fact.value, "place": fact.subject}
        reason = Reason("landed_cost.general_duty", params, fact.refs, "assumption")
        note = note_of([fact], reason)
        note = Note(max(note.status, ESTIMATED), (f"{path}.duty_rate",), note.reasons)
        return _Base((DutyExpression.of_rate(fact.value),), note, fact.refs, True)
    missing = f"{path}.duty_rate" if key.hs_code else f"{path}.hs_code"
    code = "landed_cost.no_tariff_line" if key.hs_code else "landed_cost.no_hs_code"
    params = {"item": path, "hs": key.hs_code, "place": territory}
    reason = Reason(code, params, (), "warning")
    return _Base((), Note(UNKNOWN, (missing,), (reason,)), (), False)


def _from_tariff(key: ItemKey, path: str, territory: str, answer: TariffAnswer) -> _Base | None:
    lines = _applicable(key, answer)
    if not lines:
        return None
    refs = line_refs(territory, lines)
    expressions = [DutyExpression.parse(line.expression) for line in lines]
    if unknown := [e.text for e in expressions if not e.known]:
        params = {"item": path, "text": unknown[0]}
        reason = Reason("landed_cost.duty_not_understood", params, refs, "warning")
        return _Base((), Note(UNKNOWN, (f"{path}.duty_rate",), (reason,)), refs, False)
    kinds = tuple({expression.text: expression for expression in expressions}.values())
    note = _tariff_note(key, path, lines, kinds, answer, refs)
    more = could_be_claimed(key, path, territory, answer)
    return _Base(kinds, note._replace(reasons=(*note.reasons, *more)), refs, True)


def _applicable(key: ItemKey, answer: TariffAnswer) -> list[TariffLine]:
    if key.proof and (lines := [line for line in answer.lines if line.kind == "preference"]):
        return _lowest(key, lines)
    return [line for line in answer.lines if line.kind == "mfn"]


def _lowest(key: ItemKey, lines: list[TariffLine]) -> list[TariffLine]:
    """
    Of several preferences that are open to the same goods the lowest, which a declarant claims.
    """
    shares = [DutyExpression.parse(line.expression).shares for line in lines]
    known = [share.low for share in shares if share is not None and share.low == share.high]
    if len(known) < len(lines) or any(not key.hs_code.startswith(line.code) for line in lines):
        return lines
    return [line for line, share in zip(lines, known, strict=True) if share == min(known)]


def _tariff_note(
    key: ItemKey,
    path: str,
    lines: list[TariffLine],
    kinds: tuple[DutyExpression, ...],
    answer: TariffAnswer,
    refs: tuple[FactRef, ...],
) -> Note:
    params = {
        "item": path,
        "code": lines[0].code,
        "duty": " | ".join(kind.text for kind in kinds),
        "source": answer.source,
        "date": answer.as_of,
    }
    step = Reason("landed_cost.duty_line", params, refs)
    if len(kinds) > 1 or kinds[0].ranged:
        code, missing = _open_duty(path, lines, kinds)
        reason = Reason(code, {**params, "hs": key.hs_code}, refs, "warning")
        return Note(UNKNOWN, (missing,), (step, reason))
    if any(line.confidence == "low" for line in lines):
        weak = Reason("landed_cost.duty_low_confidence", params, refs, "assumption")
        return Note(ESTIMATED, (f"{path}.duty_rate",), (step, weak))
    open_to = {line.expression for line in answer.lines if line.kind == "preference"}
    if key.proof and lines[0].kind == "preference" and len(open_to) > 1:
        told = {**params, "duties": " | ".join(sorted(open_to))}
        reason = Reason("landed_cost.preference_lowest", told, refs, "assumption")
        return Note(ESTIMATED, (f"{path}.duty_rate",), (step, reason))
    if answer.no_such_code:
        told = {**params, "hs": key.hs_code}
        reason = Reason("landed_cost.code_not_in_tariff", told, refs, "assumption")
        return Note(ESTIMATED, (f"{path}.hs_code",), (step, reason))
    if _not_all_of_it(key, lines):
        reason = Reason("landed_cost.line_assumed", params, refs, "assumption")
        return Note(ESTIMATED, (f"{path}.hs_code",), (step, reason))
    return Note(0, (), (step,))


def _open_duty(
    path: str, lines: list[TariffLine], kinds: tuple[DutyExpression, ...]
) -> tuple[str, str]:
    """
    Why there are several duties, and what would settle it.
    """
    if len(kinds) == 1:
        return _why_ranged(kinds[0]), f"{path}.duty_rate"
    if len({line.code for line in lines}) == 1 and any(line.additional_code for line in lines):
        return "landed_cost.duty_by_use", "tariffs.additional_code"
    return "landed_cost.duty_range", f"{path}.hs_code"


def _why_ranged(kind: DutyExpression) -> str:
    """
    A condition, a group of lines that was told as one, or the recipe of food.
    """
    if kind.text.lstrip().startswith("Cond:"):
        return "landed_cost.duty_condition"
    return "landed_cost.duty_range" if ".." in kind.text else "landed_cost.duty_by_recipe"


def _not_all_of_it(key: ItemKey, lines: list[TariffLine]) -> bool:
    """
    Whether the code is shorter than the line, and the line is not the whole of the code.
    """
    return any(line.code[len(key.hs_code) :].strip("0") for line in lines)


# --- the layers ----------------------------------------------------------------------------------


def _layers(
    plan: Plan, number: int, key: ItemKey, path: str, answer: TariffAnswer | None
) -> tuple[tuple[Layer, ...], Note]:
    context = {
        **plan.context,
        "goods": plan.goods[number],
        "hs": key.hs_code or None,
        "origin": key.origin or None,
    }
    found = plan.facts.all(plan.away.code, keys.ADDED_DUTY, on=plan.day, when=context)
    better = answer.replaces if answer is not None else ()
    facts = [f for f in found if not _exempt(f.value, key) and _label(f) not in better]
    note = note_of(facts)
    layers = tuple(_layer(fact) for fact in facts)
    for fact, layer in zip(facts, layers, strict=True):
        note = _joined(note, _layer_note(fact, layer, path))
    waiting = [] if key.origin else _by_origin(plan)
    if waiting or (answer is not None and answer.by_origin):
        note = _joined(note, _origin_note(path, waiting))
        layers = (*layers, Layer("layers by origin", "untold", Fraction(0), None, ()))
    return layers, note


def _exempt(law: keys.AddedDuty, key: ItemKey) -> bool:
    by_code = any(key.hs_code.startswith(code) for code in law.exempt_hs if key.hs_code)
    return by_code or (key.proof and key.origin in law.exempt_preference)


def _layer(fact: Fact[keys.AddedDuty]) -> Layer:
    law = fact.value
    high = None if law.kind == "untold" else law.most
    return Layer(law.name, law.kind, law.rate, high, fact.refs)


def _layer_note(fact: Fact[keys.AddedDuty], layer: Layer, path: str) -> Note:
    params = {"item": path, "name": layer.name, "rate": layer.low}
    if layer.kind in ("added", "floor", "surcharge"):
        return Note(0, (), (Reason(f"landed_cost.layer_{layer.kind}", params, layer.refs),))
    missing = f"facts.{fact.subject}.{fact.key}.{_label(fact)}"
    reason = Reason(f"landed_cost.layer_{layer.kind}", params, layer.refs, "warning")
    return Note(UNKNOWN, (missing,), (reason,))


def _label(fact: Fact[keys.AddedDuty]) -> str:
    return next((words[0] for field, words, _ in fact.when if field == "measure"), "")


def _by_origin(plan: Plan) -> list[Fact[Any]]:
    """
    The layers in force that hang on where goods were made.
    """
    chain = plan.facts.chain(plan.away.code, "landed_cost", plan.day)
    return [
        fact
        for subject in chain
        for fact in plan.facts.history(subject, keys.ADDED_DUTY)
        if any(field == "origin" for field, _, _ in fact.when) and _alive(fact, plan)
    ]


def _alive(fact: Fact[Any], plan: Plan) -> bool:
    begun = fact.since is None or parse_span(fact.since).first <= plan.day
    return begun and (fact.until is None or plan.day <= parse_span(fact.until).last)


def _origin_note(path: str, waiting: list[Fact[Any]]) -> Note:
    refs = tuple(fact.ref for fact in waiting[:1])
    reason = Reason("landed_cost.no_origin", {"item": path}, refs, "warning")
    return Note(UNKNOWN, (f"{path}.origin",), (reason,))


# --- percentages through and through -------------------------------------------------------------


def _rates(
    base: _Base, layers: tuple[Layer, ...], *, high: bool
) -> tuple[tuple[str, Fraction, tuple[FactRef, ...]], ...] | None:
    """
    The rates of a duty that is all percentages; None when it is not, or its top can't be told.
    """
    shares = [expression.shares for expression in base.expressions]
    told = [share for share in shares if share is not None]
    if len(told) < len(shares) or (high and not base.known):
        return None
    ends = [share.high if high else share.low for share in told]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    own = (max if high else min)(known, default=Fraction(0))
    rates = [(BASE_DUTY, own, base.refs)] if base.known else []
    for layer in layers:
        extra = None if layer.expressions else added_rate(layer, own, high)
        if extra is None:
            return None
        if extra:
            rates.append((layer.name, extra, layer.refs))
    return tuple(rates)


def added_rate(layer: Layer, own: Fraction, high: bool) -> Fraction | None:
    """
    What a layer adds to a tariff's own rate; None where the most can't be told.
    """
    level = layer.high if high else layer.low
    if layer.kind == "floor" and level is not None:
        return max(Fraction(0), level - own)
    if layer.kind == "surcharge":
        return own * layer.low
    return level
