"""The processes: what may be asked, with what, and what the answer looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clusterplan.domain import Frozen
from clusterplan.language import Text
from clusterplan.planning.portfolio import Portfolio
from clusterplan.planning.robustness import Robustness
from clusterplan.planning.why import WhyNot
from clusterplan.web.jobs.answers import AllocationAnswer
from clusterplan.web.processes.inputs import (
    About,
    AllocationInputs,
    PortfolioInputs,
    RobustnessInputs,
    WhyNotInputs,
)

__all__ = ["PROCESSES", "VERSION", "Process"]

VERSION = "1.0.0"
"""Version of the inputs and outputs."""


@dataclass(frozen=True)
class Process:
    """A question that may be asked."""

    id: str
    """Its id."""
    title: Text
    """Its name."""
    description: Text
    """What it answers."""
    inputs: type[About]
    """What it is asked with."""
    output: str
    """Name of its one output."""
    answer: type[Frozen]
    """Shape of the output."""


_ALL = (
    Process(
        "allocation",
        Text(vi="Phân bổ", en="Allocation"),
        Text(
            vi="Giải một kịch bản: cụm, công nghệ trọng tâm, phòng thí nghiệm và trung tâm; lưu thành dự thảo.",
            en="Solve a scenario: clusters, focus technologies, laboratories, centres; the plan is stored as a draft.",
        ),
        AllocationInputs,
        "plan",
        AllocationAnswer,
    ),
    Process(
        "why-not",
        Text(vi="Vì sao không", en="Why not"),
        Text(
            vi="Vì sao phương án không giao một công nghệ cho một đơn vị: mất gì nếu bắt buộc, và thay đổi nhỏ nhất.",
            en="Why a plan does not give a technology to a unit: what forcing it costs, and the smallest change.",
        ),
        WhyNotInputs,
        "answer",
        WhyNot,
    ),
    Process(
        "portfolio",
        Text(vi="Danh mục phương án", en="Portfolio"),
        Text(
            vi="Các phương án gần tối ưu khác nhau, và điều mọi, vài hay không phương án gần tối ưu nào có.",
            en="Near-optimal plans that differ, and what every, some or no near-optimal plan has.",
        ),
        PortfolioInputs,
        "answer",
        Portfolio,
    ),
    Process(
        "robustness",
        Text(vi="Độ vững", en="Robustness"),
        Text(
            vi="Còn lại gì của một phương án khi số liệu đầu vào được rút ngẫu nhiên lại.",
            en="What is left of a plan when its inputs are drawn anew.",
        ),
        RobustnessInputs,
        "answer",
        Robustness,
    ),
)
PROCESSES: Mapping[str, Process] = {process.id: process for process in _ALL}
"""Processes by id."""
