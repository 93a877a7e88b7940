"""
Live rates, asked of a service that stands in for the real one on this machine.
"""

import json
import sys
import threading
import time
from datetime import date
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from globalcs.errors import InvalidInput, MissingExtra, RateNotFound, RateTooOld
from globalcs.rates import ChainRates, EcbRates, FixedRates, ForexPythonRates, Rates

pytest.importorskip("forex_python")

DAY = date(2026, 10, 29)


class Service(ThreadingHTTPServer):
    """
    Answers with what a test puts into `says`; counts and keeps what was asked.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.says, self.status, self.wait = {}, 200, 0.0
        self.asked = []
        self.released = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/api/"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        self.server.asked.append((address.path, parse_qs(address.query)))
        if self.server.wait:
            self.server.released.wait(self.server.wait)
        says = self.server.says
        body = says if isinstance(says, str) else json.dumps(says)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def service(monkeypatch):
    """
    A service on this machine, reached without any proxy.
    """
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Service()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


def says(rate, day="2026-10-29", code="USD"):
    """
    An answer as the service gives it; the number as it is written.
    """
    return f'{{"base": "EUR", "date": "{day}", "rates": {{"{code}": {rate}}}}}'


def test_a_rate_of_the_day(service):
    """
    Exactly the decimal that was written, no float; asked once, then kept.
    """
    service.says = says("1.1234567890123456789")
    live = ForexPythonRates(url=service.url)
    rate = live.rate("EUR", "USD", DAY)

    assert Fraction("1.1234567890123456789") == rate.ratio
    assert (DAY, 0, "forex-python", "complete") == (rate.day, rate.age, rate.source, rate.status)
    assert rate == live.rate("EUR", "USD", DAY)
    assert [
        ("/api/2026-10-29", {"base": ["EUR"], "symbols": ["USD"], "rtype": ["fpy"]})
    ] == service.asked
    assert isinstance(live, Rates)
    assert not getattr(live, "stable", False)


def test_another_day_is_told(service):
    """
    On a Saturday the service answers with Friday's: day and age say so, and it is asked again.
    """
    service.says = says("1.15", day="2026-10-30")
    live = ForexPythonRates(url=service.url, fresh_days=3, max_days=7)
    saturday, tuesday = (live.rate("EUR", "USD", date(2026, *d)) for d in ((10, 31), (11, 3)))

    assert (date(2026, 10, 30), 1, "complete") == (saturday.day, saturday.age, saturday.status)
    assert (4, "estimated") == (tuesday.age, tuesday.status)
    live.rate("EUR", "USD", date(2026, 10, 31))
    assert 3 == len(service.asked)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("", "JSONDecodeError"),
        ("<html>bad gateway</html>", "JSONDecodeError"),
        ("[]", "AttributeError"),
        ("{}", "KeyError"),
        ('{"date": "2026-10-29", "rates": {}}', "RatesNotAvailableError"),
        ('{"date": "2026-10-29", "rates": null}', "TypeError"),
        ('{"rates": {"USD": 1.15}}', "does not say of which day"),
        (says("1.15", day="tomorrow"), "does not say of which day"),
        (says("1.15", day="2026-10-30"), "a later day"),
        (says("-1.15"), "above zero"),
        (says("NaN"), "a rate is text"),
        (says("Infinity"), "a rate is text"),
        (says('"cheap"'), "a rate is text"),
        (says("true"), "a rate is text"),
        (says("115"), "10 times or more away"),
        (says("0.1"), "10 times or more away"),
    ],
)
def test_every_bad_answer_is_one_error(service, answer, why):
    """
    Whatever the service says, the caller meets `RateNotFound` with the cause in it.
    """
    service.says = answer
    with pytest.raises(RateNotFound, match=why):
        ForexPythonRates(url=service.url).rate("EUR", "USD", DAY)


def test_a_status_that_is_not_200(service):
    """
    As it has been for months.
    """
    service.status, service.says = 504, says("1.15")
    with pytest.raises(RateNotFound, match="RatesNotAvailableError"):
        ForexPythonRates(url=service.url).rate("EUR", "USD", DAY)


def test_an_answer_that_is_too_old(service):
    """
    A stale mirror is no rate of today.
    """
    service.says = says("1.15", day="2026-10-01")
    with pytest.raises(RateTooOld, match="28 days before") as caught:
        ForexPythonRates(url=service.url).rate("EUR", "USD", DAY)
    assert (date(2026, 10, 1), 28) == (caught.value.day, caught.value.age)


def test_nobody_listens():
    """
    No network: the same error, and no address in its text.
    """
    with pytest.raises(RateNotFound, match="ConnectionError") as caught:
        ForexPythonRates(url="http://127.0.0.1:9/api/").rate("EUR", "USD", DAY)
    assert "127" not in str(caught.value)


def test_a_service_that_hangs(service):
    """
    The deadline holds; and when four questions hang, the fifth fails at once.
    """
    service.wait = 20.0
    live = ForexPythonRates(url=service.url, deadline=0.1)
    start = time.monotonic()
    for _ in range(4):
        with pytest.raises(RateNotFound, match=r"no answer within 0\.1 seconds"):
            live.rate("EUR", "USD", DAY)
    with pytest.raises(RateNotFound, match="4 earlier questions still hang"):
        live.rate("EUR", "USD", DAY)

    assert time.monotonic() - start < 10


def test_last_in_a_chain(service):
    """
    When it fails, the chain tells what each source said; when another answers, it is not asked.
    """
    service.status = 504
    chain = ChainRates(FixedRates({("EUR", "TWD"): 36}), ForexPythonRates(url=service.url))

    assert Fraction(36) == chain.rate("EUR", "TWD", DAY).ratio
    assert [] == service.asked
    with pytest.raises(RateNotFound, match="ForexPythonRates: forex-python: the question failed"):
        chain.rate("EUR", "KWD", DAY)


def test_a_currency_that_nobody_else_knows(service):
    """
    Without a rate beside it, the answer stands; a known one of ten years is enough to compare.
    """
    service.says = says("36.9", code="TWD")
    live = ForexPythonRates(url=service.url, against=EcbRates())

    assert Fraction("36.9") == live.rate("EUR", "TWD", DAY).ratio
    assert "same" == live.rate("EUR", "EUR", DAY).kind


def test_unsound_limits_and_a_missing_package(monkeypatch):
    """
    A deadline of nothing, days the wrong way round, forex-python not installed.
    """
    for wrong in (
        {"deadline": 0},
        {"deadline": float("nan")},
        {"deadline": "5"},
        {"deadline": float("inf")},
        {"fresh_days": 9, "max_days": 1},
        {"max_days": "7"},
    ):
        with pytest.raises(InvalidInput):
            ForexPythonRates(**wrong)
    monkeypatch.setitem(sys.modules, "forex_python.converter", None)
    with pytest.raises(MissingExtra, match=r"globalcs\[forex\]"):
        ForexPythonRates()
