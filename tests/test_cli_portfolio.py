"""The report of a portfolio: one plan is one plan, and every decision has its names."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console
from tests.publishing.sample import plan

from clusterplan.cli.portfolio_report import portfolio_report
from clusterplan.domain import FacilityKind
from clusterplan.language import Language
from clusterplan.planning.portfolio.answer import Frequency, Portfolio, PortfolioPlan


def printed(language: Language, number: int) -> str:
    """Return the report of a portfolio of some plans."""
    facility: dict[str, Any] = {
        "kind": "facility",
        "unit": "01",
        "site": "L01",
        "facility_kind": FacilityKind.DECODING_CENTRE,
        "unit_vi": "01 Hà Nội",
        "unit_en": "01 Hanoi",
        "what_vi": "L01 Viện, trung tâm giải mã",
        "what_en": "L01 Institute, decoding centre",
    }
    told: dict[str, Any] = {
        "scenario": plan().scenario,
        "within": 0.02,
        "floor": 9.8,
        "best": 10.0,
        "bound": 10.0,
        "best_is_proven": True,
        "plans_asked": number,
        "distance": 6,
        "seed": 1,
        "plans": tuple(
            PortfolioPlan(id=f"plan-{one}", objective=10, loss=0, distances=(6,) * number) for one in range(number)
        ),
        "ending": "as_many_as_asked",
        "frequencies": (Frequency(**facility, plans=number - 1, share=0.5),),
        "statuses": (),
        "counts": {},
        "plans_known": number,
        "interrupted": False,
    }
    console = Console(width=160)
    with console.capture() as capture:
        console.print(*portfolio_report(Portfolio(**told), language))
    return capture.get()


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", 1, "1 plan within 2.0 % of the best (objective 9.8000 or more)."),
        ("en", 2, "2 plans within 2.0 % of the best (objective 9.8000 or more), any two at least 6"),
        ("vi", 1, "1 phương án kém tốt nhất không quá 2,0 % (mục tiêu từ 9,8000)."),
    ],
)
def test_one_plan_is_one_plan_and_has_no_other_to_differ_from(language: Language, number: int, words: str) -> None:
    assert words in printed(language, number)


@pytest.mark.parametrize(
    ("language", "row"),
    [("en", ("Hanoi", "Institute, decoding centre (1)")), ("vi", ("Hà Nội", "Viện, trung tâm giải mã (1)"))],
)
def test_decisions_have_their_names_not_their_codes_alone(language: Language, row: tuple[str, str]) -> None:
    (line,) = (line for line in printed(language, 2).splitlines() if "L01" in line)
    assert f"01 {row[0]}" in line
    assert f"L01 {row[1]}" in line
