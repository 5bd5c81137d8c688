"""The tree of errors: its exit codes, its picture, and its way between processes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest

from clusterplan import errors
from clusterplan.errors import ClusterplanError, Conflict, Fault, InfeasibleError, ScenarioError
from clusterplan.language import LANGUAGES, Text

EXIT_CODES = {
    "InputError": 2,
    "ScenarioError": 2,
    "DataError": 2,
    "UsageError": 2,
    "InfeasibleError": 3,
    "NoPlanError": 4,
    "InterruptedPlanningError": 130,
    "InternalError": 1,
}


def family(kind: type[ClusterplanError]) -> Iterator[type[ClusterplanError]]:
    """Every kind of error that the whole product knows; a room's own stand in a picture of its own."""
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
        yield from family(child)


def test_every_error_has_the_exit_code_of_the_contract_and_stands_in_the_picture() -> None:
    kinds = {kind.__name__: kind.exit_code for kind in family(ClusterplanError)}
    assert kinds == EXIT_CODES
    assert errors.__doc__ is not None
    assert all(name in errors.__doc__ for name in kinds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_crosses_between_processes_with_everything_it_says(language: str) -> None:
    fault = Fault("rules.clusters", Text("sai", "wrong"), Text("Sửa.", "Mend it."))
    conflict = Conflict(("a", "b"), Text("mâu thuẫn", "clash"), Text("Bỏ a.", "Drop a."))
    for error in (
        ScenarioError(Text("Kịch bản", "Scenario"), [fault]),
        InfeasibleError(Text("Không", "None"), [conflict]),
        errors.NoPlanError(Text("Hết giờ", "Out of time")),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert again.lines(language) == error.lines(language)  # type: ignore[arg-type]
        assert str(again) == "\n".join(error.lines("en"))


def test_details_come_one_on_a_line_in_either_language() -> None:
    fault = Fault("rules.clusters", Text("sai.", "wrong."), Text("Sửa.", "Mend it."))
    error = ScenarioError(Text("Kịch bản", "Scenario"), [fault, fault])
    assert error.lines("vi") == ["Kịch bản", "  - rules.clusters: sai. Sửa.", "  - rules.clusters: sai. Sửa."]
    assert error.lines("en")[1] == "  - rules.clusters: wrong. Mend it."
