from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from clusterplan.domain import EvidenceShare
from clusterplan.publishing import Publication
from clusterplan.publishing.texts import FACILITY_KIND, GRADE, JUDGEMENT, PROOF, STATUS, WORDS, status_details
from clusterplan.publishing.texts import whole_percentages as percentages


def test_every_text_is_in_both_languages_and_in_normal_form() -> None:
    found = [STATUS, *WORDS.values(), *GRADE.values(), *JUDGEMENT.values(), *FACILITY_KIND.values(), *PROOF.values()]
    for text in found:
        assert all(text)
        assert unicodedata.is_normalized("NFC", text.vi)


def test_the_status_line_counts_what_the_plan_rests_on_and_does_not_know(publication: Publication) -> None:
    details = status_details(publication.plan)
    assert details.vi == (
        "Căn cứ: 42% quan sát, 25% ước tính, 33% chuyên gia · 2 đơn vị còn nội dung chưa thể đánh giá"
        " · 1 giả định chưa có nguồn · ranh giới gần đúng, không có giá trị pháp lý"
    )
    assert "1 assumption without a source" in details.en


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_whole_percentages_sum_to_a_hundred_and_are_off_by_less_than_one(a: int, b: int) -> None:
    low, high = sorted((a, b))
    shares = EvidenceShare(observed=low / 1000, estimated=(high - low) / 1000, expert=(1000 - high) / 1000)
    whole = percentages(shares)
    assert sum(whole) == 100
    exact = (shares.observed, shares.estimated, shares.expert)
    assert all(abs(found - 100 * share) < 1.000001 for found, share in zip(whole, exact, strict=True))
