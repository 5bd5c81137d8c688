"""Ask what the decisions, rules and locks of a plan are worth, and gather the answers into one table.

The questions go to several processes, each with its own session. What follows from other answers is not asked:

- a decision that another optimal plan does without costs nothing to lose (every answer is a plan, and so a witness);
- a hub is worth at least as much as each of its members: without the hub there are no members;
- a limit that costs nothing costs nothing one step looser, and one region's floor no more than all floors.

These also bound what was not proven in time or not asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

from clusterplan.optimisation.asking import Asking, Question, Worth
from clusterplan.optimisation.assemble import value_of
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.asked_locks import Place
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.values.answer import PlanValues, Without
from clusterplan.planning.values.decisions import Decision, decisions_of, places_of
from clusterplan.planning.values.differences import UNKNOWN, Known, gain_of, loss_of
from clusterplan.planning.values.rules import PricedRule, priced_rules
from clusterplan.planning.values.survival import (
    WITHOUT,
    Focus,
    cannot_be_judged,
    focuses_of,
    is_proven,
    problem_without,
)

__all__ = ["OnCount", "Study", "study_values"]

type OnCount = Callable[[int, int], None]
"""Told how many questions are answered, and how many there are so far."""

SECONDS_FOR_EACH = 10.0
"""Longest time for one answer, unless another is asked for."""
WORKERS = 2
"""Child processes, unless another number is asked for."""


class Study:
    """The questions about one plan and what is known of their answers."""

    def __init__(self, known: KnownPlan) -> None:
        """Write down the questions.

        Parameters
        ----------
        known
            The plan with its problem.
        """
        self.known = known
        self.problem: Problem = known.posed.problem
        self.decisions: tuple[Decision, ...] = tuple(decisions_of(known.plan))
        self.rules: tuple[PricedRule, ...] = priced_rules(self.problem)
        self.focuses: tuple[Focus, ...] = tuple(focuses_of(known.plan))
        self.worths: dict[str, Worth] = {}
        self.without: dict[Without, Problem] = {}
        choice = known.choice
        found = value_of(self.problem, choice)
        self._optimum = Worth(found, max(found, round(known.plan.bound * MILLIONTHS)), choice)
        self._witnesses: list[tuple[int, frozenset[Place]]] = [(found, places_of(self.problem, choice))]
        self._required = {lock.place for lock in self.problem.scenario.rules.locks if lock.lock == "must"}

    @property
    def optimum(self) -> Worth:
        """What is proven about the plan's problem."""
        return self._optimum

    def learn(self, question: Question, worth: Worth) -> None:
        """Take in an answer.

        Parameters
        ----------
        question
            What was asked.
        worth
            The answer.
        """
        self.worths[question.key] = worth
        if question.base != "plan" or worth.choice is None or worth.found is None:
            return
        if question.key == "plan":
            self._improve(worth)
        if question.key == "plan" or question.key.startswith("without "):  # a plan with fewer rules is no witness
            self._witnesses.append((worth.found, places_of(self.problem, worth.choice)))

    def _improve(self, worth: Worth) -> None:
        """Keep the better plan and the better bound."""
        best = max((self._optimum, worth), key=lambda one: one.found or 0)
        bounds = [one.bound for one in (self._optimum, worth) if one.bound is not None]
        self._optimum = Worth(best.found, min(bounds), best.choice)

    def about_the_plan(self) -> Iterator[Question]:
        """Yield the questions about the plan's own problem: the plan if it is not proven, decisions, limits.

        Yields
        ------
        Question
            What bounds others comes before them.
        """
        scenario = self.problem.scenario
        if not is_proven(self._optimum):
            yield Question("plan", "plan")
        for rule in self.rules:
            if rule.off is not None:
                yield Question(off_key(rule), "plan", rule.off)
        for decision in self.decisions:
            if decision.place not in self._required:
                yield decision.asked(scenario)
        for rule in self.rules:
            if rule.looser is not None and rule.looser != rule.off:
                yield Question(looser_key(rule), "plan", rule.looser)

    def about_survival(self, without: Without) -> tuple[Question, ...]:
        """Return what is to be asked of focuses that the best plan of a second solve lacks.

        Parameters
        ----------
        without
            What the second solve leaves out.

        Returns
        -------
        tuple of Question
            Nothing if it has no plan.
        """
        problem, best = self.without[without], self.worths[without]
        if best.choice is None:
            return ()
        has = places_of(problem, best.choice) if is_proven(best) else frozenset()
        asked = [f for f in self.focuses if f.place not in has and not cannot_be_judged(f, problem)]
        return tuple(focus.asked(without, problem.scenario) for focus in asked)

    def is_known(self, question: Question) -> bool:
        """Return whether a question needs no answer of its own.

        Parameters
        ----------
        question
            A question about a decision or a limit.

        Returns
        -------
        bool
            True if the difference is settled by other answers.
        """
        decision = self._decision.get(question.key)
        if decision is not None:
            return self.loss(decision).is_settled
        rule = self._looser.get(question.key)
        if rule is not None:
            return self.gain_of_a_step(rule).is_settled
        rule = self._off.get(question.key)
        return rule is not None and self.gain(rule).is_settled

    @property
    def _decision(self) -> dict[str, Decision]:
        return {decision.key: decision for decision in self.decisions}

    @property
    def _off(self) -> dict[str, PricedRule]:
        return {off_key(rule): rule for rule in self.rules}

    @property
    def _looser(self) -> dict[str, PricedRule]:
        return {looser_key(rule): rule for rule in self.rules}

    def loss(self, decision: Decision) -> Known:
        """Return what is known about a replacement value.

        Parameters
        ----------
        decision
            The decision.

        Returns
        -------
        Known
            From its own answer, from plans without it, and for a hub from its members.
        """
        if decision.place in self._required:
            return Known(has_no_plan=True)
        own = self._own_loss(decision)
        if decision.kind != "hub":
            return own
        members = (one for one in self.decisions if one.kind == "member" and one.cluster == decision.cluster)
        return own.at_least_that_of(self.loss(member) for member in members)

    def _own_loss(self, decision: Decision) -> Known:
        """Return what its own answer and plans without the decision say."""
        answer = self.worths.get(decision.key)
        own = UNKNOWN if answer is None else loss_of(self._optimum, answer)
        bound = self._optimum.bound
        assert bound is not None
        best = max((found for found, places in self._witnesses if decision.place not in places), default=None)
        return own if best is None else own.at_most_that_of([Known(0, max(0, bound - best))])

    def gain(self, rule: PricedRule) -> Known:
        """Return what is known about the price of a limit.

        Parameters
        ----------
        rule
            The limit.

        Returns
        -------
        Known
            From its own answer, and from the limit that it is a part of.
        """
        own = self._gain(off_key(rule))
        if rule.part_of is None:
            return own
        whole = (one for one in self.rules if one.path == rule.part_of and one.part_of is None)
        return own.at_most_that_of(self._gain(off_key(one)) for one in whole)

    def gain_of_a_step(self, rule: PricedRule) -> Known:
        """Return what is known about the marginal price of a limit.

        Parameters
        ----------
        rule
            A limit that is a number.

        Returns
        -------
        Known
            No more than the price of the whole limit.
        """
        whole = UNKNOWN if rule.off is None else self.gain(rule)
        return whole if rule.looser == rule.off else self._gain(looser_key(rule)).at_most_that_of([whole])

    def _gain(self, key: str) -> Known:
        """Return what one answer says about the price of a limit."""
        answer = self.worths.get(key)
        return UNKNOWN if answer is None else gain_of(self._optimum, answer)


def off_key(rule: PricedRule) -> str:
    """Return what the answer without a limit is filed under."""
    return f"off {rule.path} {rule.place}"


def looser_key(rule: PricedRule) -> str:
    """Return what the answer one step looser is filed under."""
    return f"looser {rule.path} {rule.place}"


def study_values(
    known: KnownPlan,
    *,
    workers: int = WORKERS,
    seconds: float = SECONDS_FOR_EACH,
    on_count: OnCount | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> PlanValues:
    """Return what the decisions, rules and locks of a plan are worth, and which focuses survive without what.

    Parameters
    ----------
    known
        The plan with its problem.
    workers
        Number of processes; the answers do not depend on it.
    seconds
        Longest time for one answer; what is not proven by then is an interval.
    on_count
        Told how many questions are answered.
    should_stop
        Asked ten times a second; true ends the work, and what is done is kept, as with Ctrl-C.

    Returns
    -------
    PlanValues
        The table; ``is_complete`` says whether it was stopped.

    Raises
    ------
    InternalError
        If a process fails.
    """
    from clusterplan.planning.values.table import table_of

    study = Study(known)
    is_complete = False
    try:
        with Asking({"plan": study.problem}, workers, seconds) as asking:
            is_complete = _ask(study, asking, _Counter(on_count), should_stop)
    except KeyboardInterrupt:
        pass  # what is done is kept, and the table says what is not
    return table_of(study, seconds=seconds, is_complete=is_complete)


def _ask(study: Study, asking: Asking, counter: _Counter, should_stop: Callable[[], bool] | None) -> bool:
    """Ask everything; return whether everything was answered."""
    posing = _Posing(study)
    for is_second in (False, True):
        asking.put(_second_solves(study, asking, posing) if is_second else study.about_the_plan())
        counter.left(asking.left)
        for question, worth in asking.answers(study.is_known, should_stop):
            study.learn(question, worth)
            if question.key in WITHOUT:
                asking.put(study.about_survival(question.key))
            counter.answered(asking.left)
        if asking.left:
            return False
    return True


def _second_solves(study: Study, asking: Asking, posing: _Posing) -> Iterable[Question]:
    """Return the second solves, whose problems are posed by now."""
    study.without = posing.result()
    asking.bases |= dict(study.without.items())
    return [Question(without, without) for without in study.without]


class _Posing(threading.Thread):
    """Pose the problems of the second solves while the other questions are answered; never in the way of an exit."""

    def __init__(self, study: Study) -> None:
        super().__init__(daemon=True)
        self._posed = study.known.posed
        self._problems: dict[Without, Problem] = {}
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        """Pose them."""
        try:
            for without in WITHOUT:
                self._problems[without] = problem_without(self._posed, without)
        except Exception as error:  # noqa: BLE001 - raised again where the result is asked for
            self._error = error

    def result(self) -> dict[Without, Problem]:
        """Return the problems, when all are posed."""
        self.join()
        if self._error is not None:
            raise self._error
        return self._problems


class _Counter:
    """Counts answers."""

    def __init__(self, on_count: OnCount | None) -> None:
        self._tell: OnCount = on_count or (lambda _done, _all: None)
        self._all = self._done = 0

    def left(self, left: int) -> None:
        """Take in that so many are left."""
        self._all = self._done + left
        self._tell(self._done, self._all)

    def answered(self, left: int) -> None:
        """Take in an answer after which so many are left; those that needed none count as answered."""
        self._done = max(self._done + 1, self._all - left)
        self.left(left)
