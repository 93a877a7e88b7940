"""
From the research's ways to tell a source to the book's: title, url, kind, and the day it was seen.

The tables below were reviewed line by line; a phrase that they do not know stops the import.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["READ_ON", "MappingError", "kind_of", "kind_of_host", "source_entry", "was_opened"]

#: The day the research was closed: a page that was opened counts as seen on it.
READ_ON = date(2026, 11, 21)

OWN = {"title": "Own knowledge, no page opened", "kind": "unsourced"}


class MappingError(ValueError):
    """
    The research says something that no reviewed table knows.
    """


def source_entry(source: Mapping[str, Any], *, title: str = "", kind: str = "") -> dict[str, Any]:
    """
    A source of the book from one of the research, whatever it calls its fields.

    Args:
        source: the research's record: `url` with `opened` or `status`, `kind`, and a `title`,
            `ref`, `what` or `note`.
        title: used instead of what the record tells; needed where it tells nothing.
        kind: used instead of the record's kind; where both are missing the host of the url decides.

    Returns:
        title, url, kind and, when the page was opened, seen. Own knowledge has no url.

    Raises:
        MappingError: the kind or the state of reading is not in a table.
    """
    url = source.get("url")
    if not url or url == "own knowledge":
        return {**OWN, "title": title or OWN["title"]}
    entry = {
        "title": title or title_of(source),
        "url": url,
        "kind": kind or (kind_of(source["kind"]) if "kind" in source else kind_of_host(url)),
    }
    if was_opened(source):
        entry["seen"] = READ_ON
    return entry


def title_of(source: Mapping[str, Any]) -> str:
    """
    What the record calls the page; without a name, its host and what kind of page it is.
    """
    for name in ("title", "ref", "what", "note"):
        if text := source.get(name):
            return " ".join(str(text).split())
    host = urlsplit(source["url"]).netloc.removeprefix("www.")
    kind = " ".join(str(source.get("kind", "")).split())
    named = kind.removeprefix("official: ").removeprefix("law text: ")
    if named != kind:
        return named
    return f"{host}: {kind}" if kind else host


# --- was the page opened? ------------------------------------------------------------------------

OPENED = {
    "stored", "stored (partly)", "stored (second hand)", "stored (copy)", "package", "read", "seen",
    "data read", "excerpt read", "abstract read", "excerpt of stored copy read",
}  # fmt: skip
NOT_OPENED = {"unverified"}


def was_opened(source: Mapping[str, Any]) -> bool:
    """
    Whether somebody read the page. What stands in parentheses or after a semicolon is a remark.
    """
    state = str(source.get("opened", source.get("status", ""))).strip()
    for name in (state, re.split(r"\s*[(;]", state)[0]):
        if name in OPENED:
            return True
        if name in NOT_OPENED:
            return False
    raise MappingError(f"no table says whether a source was opened that is {state!r}: {source}")


# --- what kind of page is it? --------------------------------------------------------------------

#: The beginning of the research's kind, up to its remark. The longest beginning decides.
KINDS = {
    "law text": "statute",
    "law text quoted with comment": "secondary",
    "official": "official",
    "official: Directive": "statute",
    "official: Reg. ": "statute",
    "official: VAT Directive": "statute",
    "official: Customs Act": "statute",
    "official: Customs Valuation Agreement": "statute",
    "official: Digital Markets, Competition and Consumers Act": "statute",
    "official: PAngV": "statute",
    "official: Preisauszeichnungsgesetz": "statute",
    "official: Price Marking Order": "statute",
    "official: Unit Pricing Code": "statute",
    "official: 16 CFR": "statute",
    "official: decree of": "statute",
    "official: ministerial rule": "statute",
    "official: price information regulation": "statute",
    "official; read second hand": "secondary",
    "official; read through a public dataset": "secondary",
    "official text copy": "official",
    "official list one (XML": "standard",
    "US government": "official",
    "government information page": "official",
    "guidance (CTSI)": "official",
    "carrier (state post)": "vendor",
    "CLDR": "standard",
    "iso-codes data": "standard",
    "py-moneyed": "vendor",
    "adviser": "secondary",
    "broker": "secondary",
    "carrier": "vendor",
    "chamber of commerce": "secondary",
    "consumer body": "secondary",
    "course paper": "secondary",
    "encyclopaedia copy": "secondary",
    "explanation of the Swedish": "secondary",
    "forum": "secondary",
    "forwarder": "vendor",
    "industry body": "secondary",
    "law firm": "secondary",
    "law news": "press",
    "lists the eleven irrevocable rates": "secondary",
    "merchant page": "vendor",
    "merchant table": "vendor",
    "press": "press",
    "professional body": "secondary",
    "public code": "secondary",
    "public snippet": "secondary",
    "secondary": "secondary",
    "shop-software manual": "vendor",
    "table of extra import charges": "secondary",
    "tax adviser": "secondary",
    "thread": "secondary",
    "trade body": "secondary",
    "trade press": "press",
    "vendor": "vendor",
}


def kind_of(text: str) -> str:
    """
    The book's kind for the research's: `law firm on PAngV 2022` is secondary.
    """
    found = [start for start in KINDS if text.startswith(start)]
    if not found:
        raise MappingError(
            f"no table maps the kind of source {text!r}; review it and add it to KINDS"
        )
    return KINDS[max(found, key=len)]


#: Hosts that publish the law itself.
STATUTE_HOSTS = (
    "eur-lex.europa.eu", "legislation.gov.uk", "legifrance.gouv.fr", "gesetze-im-internet.de",
    "ris.bka.gv.at", "wetten.overheid.nl", "boe.es", "fedlex.admin.ch", "lovdata.no",
    "laws-lois.justice.gc.ca", "irishstatutebook.ie", "planalto.gov.br", "legislation.gov.au",
    "laws.e-gov.go.jp", "elaws.e-gov.go.jp", "law.go.kr", "elaw.klri.re.kr", "ecfr.gov",
    "normattiva.it", "finlex.fi", "retsinformation.dk", "riigiteataja.ee", "likumi.lv",
    "e-tar.lt", "isap.sejm.gov.pl", "njt.hu", "legislation.govt.nz", "sso.agc.gov.sg",
    "law.moj.gov.tw", "elegislation.gov.hk", "federalregister.gov", "law.cornell.edu",
    "zakon.rada.gov.ua", "mevzuat.gov.tr", "diariodarepublica.pt", "pisrs.si",
)  # fmt: skip
#: Parts of a host that only public bodies may use.
OFFICIAL_HOST = re.compile(
    r"(^|\.)(europa\.eu|gov|gouv|gob|gov\.[a-z]{2}|govt\.nz|go\.(jp|kr|th|id|ke|tz|ug|cr)|gouv\.[a-z]{2}"
    r"|gob\.[a-z]{2}|gub\.uy|gc\.ca|admin\.ch|bund\.de|gv\.at|overheid\.nl|belastingdienst\.nl"
    r"|toll\.no|skatteetaten\.no|tulli\.fi|vero\.fi|tullverket\.se|skatteverket\.se"
    r"|konsumentverket\.se|skat\.dk|toldst\.dk|zoll\.de|wto\.org|mil|gouvernement\.[a-z]{2})$"
)
STANDARD_HOSTS = ("unicode.org", "iso.org", "six-group.com")


def kind_of_host(url: str) -> str:
    """
    A kind for a page of which the research only gives the address.

    Statute or official for the hosts of law books and public bodies, else secondary.
    """
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    if any(host == known or host.endswith(f".{known}") for known in STATUTE_HOSTS):
        return "statute"
    if OFFICIAL_HOST.search(host):
        return "official"
    if any(host == known or host.endswith(f".{known}") for known in STANDARD_HOSTS):
        return "standard"
    return "secondary"
