"""
Korean particles: the form that the last syllable asks for.
"""

from fractions import Fraction

import pytest

from globalcs import Money, Reason
from globalcs.errors import TemplateError
from globalcs.localization import Recipient, Templates, reason_text, render
from globalcs.localization._particles import particle
from tests.rooms.localization._messages import FULL, ON


@pytest.mark.parametrize(
    ("pair", "value", "expected"),
    [
        ("은/는", "주문", "은"),
        ("은/는", "관세", "는"),
        ("이/가", "PostNL", "이"),
        ("이/가", "CJ대한통운", "이"),
        ("을/를", "배송비", "를"),
        ("으로/로", "서울", "로"),
        ("으로/로", "부산", "으로"),
        ("으로/로", "제주", "로"),
        ("과/와", "iDEAL", "과"),
        ("과/와", "OXXO", "와"),
        ("을/를", "1042", "를"),
        ("을/를", "1043", "을"),
        ("으로/로", "1048", "로"),
        ("은/는", "(상품)", "은"),
        ("은/는", "Bing", "은"),
        ("은/는", "", "는"),
        ("가", "물", "이"),
    ],
)
def test_forms(pair, value, expected):
    """
    A closing consonant takes the longer form; with ㄹ the way is 로.
    """
    assert expected == particle(pair, value)


@pytest.mark.parametrize(
    ("code", "params", "expected"),
    [
        ("landed_cost.allowance", {"limit": Money("150", "EUR")}, "를 넘는"),
        ("landed_cost.allowance", {"limit": Money("5000", "JPY")}, "을 넘는"),
        ("landed_cost.allowance", {"limit": Money("150000", "KRW")}, "₩150,000을 넘는"),
        ("pricing.ending", {"ending": "0.99", "before": "1", "amount": "2"}, "0.99로 맞추어"),
        ("pricing.tax_in", {"place": "KR", "rate": Fraction(1, 10)}, "10%를 더했습니다"),
    ],
)
def test_sentences(code, params, expected):
    """
    In sentences the particle fits the value, an amount by the name of its currency.
    """
    assert expected in reason_text(Reason(code, params), "ko")


def texts(source: str) -> Templates:
    own = {"subject": "{{ order }}", "preheader": "{{ shop }}", "short": source, "body": source}
    return Templates({"locales": {"ko": {"messages": {"shipped": own}}}})


def test_in_a_template():
    """
    A template names the pair, and the value decides.
    """
    ours = texts('{{ carrier }}{{ carrier|particle("이/가") }} 배송합니다.')
    values = FULL["shipped"]

    def short(carrier):
        told = {**values, "carrier": carrier}
        return render("shipped", Recipient(locale="ko"), told, on=ON, templates=ours).short

    assert ("우체국이 배송합니다.", "쿠리어가 배송합니다.") == (short("우체국"), short("쿠리어"))


@pytest.mark.parametrize("call", ['particle("나/너")', "particle", 'particle("이/가", "은/는")'])
def test_refused(call):
    """
    Only one pair that there is.
    """
    with pytest.raises(TemplateError, match="pair"):
        texts(f"{{{{ carrier|{call} }}}}")
