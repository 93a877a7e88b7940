"""
Every error globalcs raises, in one tree.

::

    GlobalcsError
    ├── InvalidInput (ValueError)          the caller's input is wrong; `.problems` lists each
    │   ├── UnknownPlace (LookupError)
    │   ├── UnknownCurrency (LookupError)
    │   ├── EndedCurrency
    │   ├── CurrencyMismatch
    │   ├── UnknownLocale (LookupError)
    │   ├── UnknownMethod (LookupError)
    │   ├── UnknownMessage (LookupError)
    │   ├── FixedFact                      a layer bends what the law fixes
    │   └── OutOfBounds (OverflowError)    an amount too large to compute exactly
    ├── FactNotFound (LookupError)         the book says nothing for that day
    │   └── FactEnded                      it did, and what it said has ended
    ├── FactUncertain                      `strict=True` met a day that the book is unsure of
    ├── RateNotFound (LookupError)         no exchange rate for that pair and day
    │   └── RateTooOld                     there is one, but too old to use
    ├── DataError                          a file of facts, cases or templates is broken
    ├── TemplateError                      a message template is refused
    ├── MessageIncomplete                  a message lacks values; it is not sent
    └── MissingExtra (ImportError)         an optional dependency is not installed

A message says what is wrong, why, and what to do next. It never repeats a
customer's values. Missing knowledge inside an answer is no error but a status.
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = [
    "CurrencyMismatch",
    "DataError",
    "EndedCurrency",
    "FactEnded",
    "FactNotFound",
    "FactUncertain",
    "FixedFact",
    "GlobalcsError",
    "InvalidInput",
    "MessageIncomplete",
    "MissingExtra",
    "OutOfBounds",
    "Problem",
    "RateNotFound",
    "RateTooOld",
    "TemplateError",
    "UnknownCurrency",
    "UnknownLocale",
    "UnknownMessage",
    "UnknownMethod",
    "UnknownPlace",
]


class Problem(NamedTuple):
    """
    One thing wrong with an input: where (a path such as ``items.0.price``), a code, and a sentence.
    """

    path: str
    code: str
    message: str


class GlobalcsError(Exception):
    """
    The root of all errors of this library.

    Each can be pickled: what fails in a worker process is told in the one that waits.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, dict(vars(self)))


def _restored(
    kind: type[GlobalcsError], args: tuple[Any, ...], fields: dict[str, Any]
) -> GlobalcsError:
    error = kind.__new__(kind)
    error.args = args
    vars(error).update(fields)
    return error


class InvalidInput(GlobalcsError, ValueError):
    """
    The caller's input is wrong. `.problems` names each path and what is wrong, without values.

    >>> InvalidInput("the cart is empty; add an item", path="items").problems
    (Problem(path='items', code='invalid_input', message='the cart is empty; add an item'),)
    """

    code = "invalid_input"

    def __init__(
        self, message: str = "", *, path: str = "", problems: tuple[Problem, ...] = ()
    ) -> None:
        self.problems = problems or (Problem(path, self.code, message),)
        super().__init__(message if problems and message else _sentence(self.problems))


def _sentence(problems: tuple[Problem, ...]) -> str:
    return "; ".join(f"{p.path}: {p.message}" if p.path else p.message for p in problems)


class UnknownPlace(InvalidInput, LookupError):
    """
    No country, region or tax territory is known by that code.
    """

    code = "unknown_place"


class UnknownCurrency(InvalidInput, LookupError):
    """
    No currency is known by that code.
    """

    code = "unknown_currency"


class EndedCurrency(InvalidInput):
    """
    The currency exists no longer, or not yet, on that day.
    """

    code = "ended_currency"


class CurrencyMismatch(InvalidInput):
    """
    Two currencies meet where one is needed.
    """

    code = "currency_mismatch"


class UnknownLocale(InvalidInput, LookupError):
    """
    The locale tag is malformed or has no data.
    """

    code = "unknown_locale"


class UnknownMethod(InvalidInput, LookupError):
    """
    No payment method or processor is known by that id.
    """

    code = "unknown_method"


class UnknownMessage(InvalidInput, LookupError):
    """
    No message is known by that id.
    """

    code = "unknown_message"


class FixedFact(InvalidInput):
    """
    A layer changes a field that the law fixes.
    """

    code = "fixed_fact"


class OutOfBounds(InvalidInput, OverflowError):
    """
    An amount or rate is too large to be computed exactly.
    """

    code = "out_of_bounds"


class FactNotFound(GlobalcsError, LookupError):
    """
    The book has no value for that subject, key and day.
    """

    def __init__(self, message: str, *, subject: str = "", key: str = "") -> None:
        self.subject = subject
        self.key = key
        super().__init__(message)


class FactEnded(FactNotFound):
    """
    What the book said has ended before that day, and nothing followed.
    """


class FactUncertain(GlobalcsError):
    """
    A strict look-up met a day before the verified ones, past shelf life, or inside an inexact date.
    """


class RateNotFound(GlobalcsError, LookupError):
    """
    No exchange rate is known for that pair of currencies and that day.
    """


class RateTooOld(RateNotFound):
    """
    The newest rate for that pair is older than allowed. `.day` is its day, `.age` its age in days.
    """

    def __init__(self, message: str, *, day: object = None, age: int | None = None) -> None:
        self.day = day
        self.age = age
        super().__init__(message)


class DataError(GlobalcsError, ValueError):
    """
    A file is broken. `.file` and `.entry` say where; for errors of syntax the entry is a line.
    """

    def __init__(self, message: str, *, file: str, entry: str = "") -> None:
        self.file = file
        self.entry = entry
        self.reason = message
        where = f"{file}, {entry}" if entry else file
        super().__init__(f"{where}: {message}")


class TemplateError(GlobalcsError, ValueError):
    """
    A message template is refused; `.template` and `.line` say where.
    """

    def __init__(self, message: str, *, template: str = "", line: int | None = None) -> None:
        self.template = template
        self.line = line
        where = f"{template}, line {line}: " if line is not None else f"{template}: "
        super().__init__(f"{where if template else ''}{message}")


class MessageIncomplete(GlobalcsError, ValueError):
    """
    A message lacks values and is not sent; `.names` lists all that are missing.
    """

    def __init__(self, message_id: str, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(
            f"message {message_id} is not complete: give {', '.join(names)}. Nothing was rendered."
        )


class MissingExtra(GlobalcsError, ImportError):
    """
    A feature needs an optional dependency; `.extra` is the name to install.
    """

    def __init__(self, extra: str, what: str) -> None:
        self.extra = extra
        super().__init__(f"{what} needs an extra: pip install 'globalcs[{extra}]'")
