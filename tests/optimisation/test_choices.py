"""Choices of focuses inside one set: a table and a search say the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.optimisation.hypothesis_settings import steady

from clusterplan.optimisation.choices import Listed, Question, Searched

WHOLE = st.integers(-20, 20)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Question, np.ndarray]:
    """Draw a question with a worth of each column. A pair's worth is not negative: it is had with its focuses."""
    focuses = draw(st.integers(1, 6))
    places = [(one, other) for one in range(focuses) for other in range(one + 1, focuses)]
    pairs = tuple(draw(st.lists(st.sampled_from(places), max_size=3, unique=True))) if places else ()
    fewest = draw(st.integers(0, 3))
    most = draw(st.integers(max(1, fewest), 5))
    columns = 1 + focuses + len(pairs)
    number = draw(st.integers(0, 3))
    rows = np.array(draw(st.lists(st.integers(-1, 1), min_size=number * columns, max_size=number * columns)), float)
    high = np.array(draw(st.lists(st.integers(-1, 3), min_size=number, max_size=number)), float)
    question = Question(focuses, pairs, fewest, most, rows.reshape(number, columns), np.full(number, -np.inf), high)
    worth = draw(st.lists(WHOLE, min_size=1 + focuses, max_size=1 + focuses))
    worth += draw(st.lists(st.integers(0, 20), min_size=len(pairs), max_size=len(pairs)))
    return question, np.array(worth, float)


@steady(300)
@given(questions())
def test_the_search_finds_the_best_of_the_table(drawn: tuple[Question, np.ndarray]) -> None:
    question, worth = drawn
    assert Searched(question).best(worth)[0] == Listed(question).best(worth)[0]


@steady(300)
@given(questions(), WHOLE)
def test_the_search_finds_all_that_are_worth_enough(drawn: tuple[Question, np.ndarray], least: int) -> None:
    question, worth = drawn

    def found(choices: Listed | Searched) -> list[tuple[float, tuple[int, ...]]]:
        return sorted((total, tuple(columns.tolist())) for total, columns in choices.at_least(worth, least))

    assert found(Searched(question)) == found(Listed(question))


def test_the_best_choice_by_hand() -> None:
    # use costs 3; focuses bring 5, 4, -1; the first two together bring 2 more, but a row keeps them apart
    apart = np.array([[0.0, 1, 1, 0, 0]])
    question = Question(3, ((0, 1),), 2, 2, apart, np.array([-np.inf]), np.array([1.0]))
    for choices in (Listed(question), Searched(question)):
        worth, columns = choices.best(np.array([-3.0, 5, 4, -1, 2]))
        assert worth == pytest.approx(1)
        assert columns.tolist() == [0, 1, 3]
