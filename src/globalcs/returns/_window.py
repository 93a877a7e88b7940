"""
The clock of the statute for one line: what starts it, when it ends, and why then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from globalcs.decision import Reason
from globalcs.returns._clock import Count, Ending, add_months, ending, moved, plus_days
from globalcs.returns._path import Window, undelivered

if TYPE_CHECKING:
    from datetime import date

    from globalcs.returns._case import Asked, Case
    from globalcs.returns._keys import Withdrawal
    from globalcs.returns._models import OrderLine
    from globalcs.returns._words import Verdict, Why

__all__ = ["clock_reasons", "deciding", "in_time", "window_of"]


#: How far beyond a counted end an unknown calendar could still move it.
_LONGEST_HOLIDAYS = 14


def window_of(case: Case, asked: Asked, rule: Withdrawal) -> Window:
    """
    The clock of one line by the law of the case.
    """
    event, start, missing = _start(case, asked.line, rule)
    if start is None:
        return Window(event, None, None, missing=missing)
    days = rule.window_days or 0
    if event == "contract" and rule.starts == "contract_copy":
        days = rule.no_copy_days or days
    initial = _vulnerable(case, rule, start, _ending(case, rule, start, days))
    return _extended(case, asked, rule, Window(event, start, initial.day, initial, False, missing))


def _ending(case: Case, rule: Withdrawal, start: date, days: int) -> Ending:
    """
    The end of the period, worked out once for all lines that start together.
    """
    found = case.endings.get((start, days))
    if found is None:
        period = Count(days, rule.counted_in, rule.day_zero)
        found = ending(start, period, rule.last_day, case.rest, case.practice)
        case.endings[start, days] = found
    return found


def _vulnerable(case: Case, rule: Withdrawal, start: date, initial: Ending) -> Ending:
    if rule.vulnerable_months is None or not case.request.vulnerable:
        return initial
    day = add_months(start, rule.vulnerable_months)
    return Ending(day, day)


def _start(
    case: Case, line: OrderLine, rule: Withdrawal
) -> tuple[str, date | None, tuple[str, ...]]:
    """
    The event that starts the clock and its day; None when it has not happened or is not known.
    """
    order = case.order
    event = _event(line, rule)
    if event == "contract":
        return event, order.contract_date, ()
    if event == "contract_copy":
        copy = order.contract_copy_received
        return (event, copy, ()) if copy else ("contract", order.contract_date, ())
    if event == "last_item":
        return _last_item(case, line)
    delivered = line.delivered
    if delivered is None:
        return event, None, undelivered(case, line)
    if event == "delivery_or_document":
        return _document(case, delivered)
    return event, max(delivered, order.contract_date), ()


def _event(line: OrderLine, rule: Withdrawal) -> str:
    if line.kind == "digital":
        return rule.digital_starts or rule.service_starts or rule.starts
    if line.kind == "service":
        return rule.service_starts or rule.starts
    return rule.starts


def _last_item(case: Case, line: OrderLine) -> tuple[str, date | None, tuple[str, ...]]:
    """
    The last of the order's goods in hand; the first of a subscription.
    """
    goods = [other for other in case.order.lines if other.kind == "goods" and not other.cancelled]
    days = [other.delivered for other in goods or [line] if other.delivered is not None]
    if case.order.regular and days:
        return "first_item", min(days), ()
    waiting = tuple(name for other in goods or [line] for name in undelivered(case, other))
    if waiting or len(days) < len(goods or [line]):
        return "last_item", None, waiting
    return ("last_lot" if case.order.in_lots else "last_item"), max(days), ()


def _document(case: Case, delivered: date) -> tuple[str, date | None, tuple[str, ...]]:
    document = case.order.document_received
    if document is not None:
        return "delivery_or_document", max(delivered, document), ()
    if case.request.informed:
        return "delivery", delivered, ()
    return "delivery_or_document", None, ("order.document_received",)


def _extended(case: Case, asked: Asked, rule: Withdrawal, window: Window) -> Window:
    """
    The window of a buyer who was not told of the right, by the place's extension.
    """
    found = case.law.extension
    if found is None or case.request.informed or window.start is None or window.initial is None:
        return window
    longer = _extension_end(case, asked, rule, window)
    missing = window.missing
    if case.request.informed is None:
        missing = (*missing, "informed")
    if longer is None:
        return window._replace(last_day=None, extended=True, missing=missing)
    if longer <= window.initial.day:
        return window
    return window._replace(last_day=longer, extended=True, missing=missing)


def _extension_end(case: Case, asked: Asked, rule: Withdrawal, window: Window) -> date | None:
    extension = case.law.extension.value  # type: ignore[union-attr]
    initial, told = window.initial.day, case.request.informed_on  # type: ignore[union-attr]
    limit = _extension_limit(case, asked, extension, window)
    if told is not None and (limit is None or told <= limit):
        days = extension.informed_later_days or _later_days(extension.kind, rule)
        if days is not None:
            return max(initial, _rolled(case, rule, plus_days(told, days)))
    return limit


def _later_days(kind: str, rule: Withdrawal) -> int | None:
    return rule.window_days if kind in ("until_informed", "period_restarts") else None


def _extension_limit(case: Case, asked: Asked, extension: Any, window: Window) -> date | None:
    kind, initial = extension.kind, window.initial.day  # type: ignore[union-attr]
    if kind in ("unlimited", "period_restarts"):
        return None
    start: date = asked.line.delivered or window.start  # type: ignore[assignment]
    rule = case.law.withdrawal.value  # type: ignore[union-attr]
    if kind in ("add_months", "until_informed"):
        return _rolled(case, rule, add_months(initial, extension.months))
    if kind == "total_months":
        return _rolled(case, rule, add_months(start, extension.months))
    return _rolled(case, rule, plus_days(start, extension.days))


def _rolled(case: Case, rule: Withdrawal, day: date) -> date:
    if rule.last_day != "next_working_day":
        return day
    return moved(day, case.rest, case.practice).day


def in_time(case: Case, window: Window) -> tuple[Verdict, Why | None]:
    """
    Whether the notice came in time, cannot be told, or came too late.
    """
    if window.last_day is None or case.notice <= window.last_day:
        return "accept", None
    initial = window.initial
    if initial is not None and not window.extended:
        if initial.practice is not None and case.notice <= initial.practice:
            return "review", "end_unsure"
        if initial.unsure and case.notice <= plus_days(initial.counted, _LONGEST_HOLIDAYS):
            return "review", "end_unsure"
    return "refuse", "out_of_window"


def deciding(case: Case, window: Window) -> list[str]:
    """
    What is missing and would change the answer, or the day that is told.
    """
    missing = list(window.missing)
    initial = window.initial
    if initial is not None and initial.unsure:
        missing.append("holidays")
    return missing


def clock_reasons(case: Case, rule: Withdrawal, window: Window) -> list[Reason]:
    """
    How the clock ran, step by step; told once for all lines that run alike.
    """
    if window.last_day is None:
        return _clock_reasons(case, rule, window)
    key = (window.event, window.start, window.last_day, window.initial, case.request.informed)
    found = case.told.get(key)
    if found is None:
        found = case.told[key] = _clock_reasons(case, rule, window)
    return found


def _clock_reasons(case: Case, rule: Withdrawal, window: Window) -> list[Reason]:
    refs = case.law.withdrawal.refs  # type: ignore[union-attr]
    if window.start is None or window.initial is None:
        return [Reason("returns.clock.not_started", {"event": window.event}, refs)]
    initial = window.initial
    params = {"event": window.event, "start": window.start, "day": initial.day}
    found = [Reason(f"returns.clock.{rule.day_zero}", {**params, "days": rule.window_days}, refs)]
    if initial.rolled:
        moved_params = {"counted": initial.counted, "day": initial.day, "rule": rule.rest_day_rule}
        level = "step" if rule.rest_day_rule_checked else "assumption"
        found.append(Reason("returns.clock.moved", moved_params, refs, level))  # type: ignore[arg-type]
    if initial.practice is not None:
        both = {"day": initial.day, "practice": initial.practice, "rule": rule.rest_day_rule}
        found.append(Reason("returns.clock.practice", both, refs, "warning"))
    if rule.last_day == "not_specified" and case.rest_day_like(initial.day):
        found.append(Reason("returns.clock.no_rest_rule", {"day": initial.day}, refs, "assumption"))
    if window.extended:
        found.append(_extension_reason(case, window))
    return found


def _extension_reason(case: Case, window: Window) -> Reason:
    extension = case.law.extension
    assert extension is not None
    word = "extended" if window.last_day else "open"
    params = {"day": window.last_day or case.notice, "law": extension.value.basis or ""}
    if case.request.informed is None:
        return Reason(f"returns.clock.perhaps_{word}", params, extension.refs, "assumption")
    return Reason(f"returns.clock.{word}", params, extension.refs)
