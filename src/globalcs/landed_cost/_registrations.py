"""
The registrations a shop can have, by name; a mistyped one must not pass for none.
"""

from __future__ import annotations

import re

from globalcs.errors import InvalidInput

__all__ = ["REGISTRATIONS", "registration"]

_UNION = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IT", "LT", "LU", "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI"),
)

#: Names of the schemes of the book (and what else they are called), and those of the Union: the
#: one-stop shops and the tax number of a member.
REGISTRATIONS = frozenset(
    (
        *("IOSS", "OSS", "VOEC", "REMESSA-CONFORME"),
        *("CN-CBEC", "CBEC"),
        *("VAT-GB", "GB-VAT", "UK-VAT"),
        *("VAT-CH", "CH-VAT", "MWST-CH"),
        *("GST-AU", "AU-GST"),
        *("GST-NZ", "NZ-GST"),
        *("GST-SG", "SG-GST"),
        *("GST-JE", "JE-GST"),
        *("LVG-MY", "MY-LVG"),
        *("CT-JP", "JCT-JP", "JP-CT"),
        *("VAT-CL", "CL-VAT"),
        *(f"VAT-{member}" for member in _UNION),
    )
)

#: What a name starts with that belongs to a scheme of a layer of your own.
_OWN = re.compile(r"OWN-[A-Z0-9-]{1,36}")


def registration(name: object) -> str:
    """
    A registration as the book writes it: "gst_au" is "GST-AU".

    Names that start with "OWN-" are free: they are for schemes of your own layer of facts.

    Raises:
        InvalidInput: there is no such registration; the message names those that come close.

    >>> registration("ioss")
    'IOSS'
    """
    if not isinstance(name, str):
        raise InvalidInput('a registration is text, such as "IOSS"')
    word = re.sub("[_ ]", "-", name.strip().upper())
    if word in REGISTRATIONS or _OWN.fullmatch(word):
        return word
    near = _near(word)
    hint = f"; did you mean {', '.join(near)}?" if near else f"; {_EXAMPLES}"
    raise InvalidInput(f"the book knows no such registration{hint}")


_EXAMPLES = "it knows such as IOSS, OSS, VAT-GB, VOEC, GST-AU, or VAT-NL for a member of the Union"


def _near(word: str) -> list[str]:
    """
    Names that come close: a country alone means its schemes.
    """
    from difflib import get_close_matches

    country = "GB" if word == "UK" else word
    by_country = sorted(n for n in REGISTRATIONS if n.endswith(f"-{country}"))
    return by_country[:3] or get_close_matches(word, sorted(REGISTRATIONS), n=3)
