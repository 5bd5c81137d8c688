"""Plans: content is for ever, states move one way, and other processes notice."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.web.state.samples import HAI, LAN, MINH, plan, scenario

from clusterplan.errors import InputError, UsageError
from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.comments import CommentStore
from clusterplan.web.state.database import Database
from clusterplan.web.state.decisions import DecisionStore
from clusterplan.web.state.errors import NotAllowedError, NotFoundError, StaleVersionError
from clusterplan.web.state.plan_states import Classification, PlanState
from clusterplan.web.state.plans import PlanStore, StoredPlan

PATHS = {
    PlanState.DRAFT: (),
    PlanState.REVIEW: (PlanState.REVIEW,),
    PlanState.PUBLISHED: (PlanState.REVIEW, PlanState.PUBLISHED),
    PlanState.WITHDRAWN: (PlanState.WITHDRAWN,),
}
MOVES = {
    ("draft", "review"),
    ("review", "draft"),
    ("review", "published"),
    ("published", "withdrawn"),
    ("draft", "withdrawn"),
}


@pytest.fixture
def store(database: Database) -> PlanStore:
    return PlanStore(database)


def moved(store: PlanStore, stored: StoredPlan, to: PlanState) -> StoredPlan:
    classification = Classification.PUBLIC if to is PlanState.PUBLISHED else None
    return store.move(MINH, stored.id, to, stored.version, classification)


def brought_to(store: PlanStore, state: PlanState, seed: int = 1) -> StoredPlan:
    stored = store.add(LAN, plan(seed), scenario())
    for to in PATHS[state]:
        stored = moved(store, stored, to)
    return stored


def test_a_plan_is_stored_once_and_read_as_it_was(store: PlanStore, database: Database) -> None:
    stored = store.add(LAN, plan(), scenario())
    assert (stored.state, stored.version, stored.author, stored.classification) == (PlanState.DRAFT, 1, "lan", None)
    assert stored.id == stored.digest[:16]
    again = store.get(stored.id)
    assert (again.plan, again.scenario) == (plan(), scenario())
    assert again.plan_json == plan().to_json()
    published = moved(store, moved(store, stored, PlanState.REVIEW), PlanState.PUBLISHED)
    assert store.add(MINH, plan(), scenario()) == published
    assert verify_audit(database).lines == 3


def test_a_plan_of_another_scenario_is_refused(store: PlanStore) -> None:
    with pytest.raises(UsageError, match="scenario"):
        store.add(LAN, plan(), scenario().model_copy(update={"title_en": "Other"}))


@pytest.mark.parametrize(("at", "to"), list(itertools.product(PlanState, PlanState)))
def test_there_are_five_moves_and_no_other(store: PlanStore, at: PlanState, to: PlanState) -> None:
    stored = brought_to(store, at)
    if (at, to) in MOVES:
        after = moved(store, stored, to)
        assert (after.state, after.version) == (to, stored.version + 1)
    else:
        with pytest.raises(NotAllowedError):
            moved(store, stored, to)
        assert store.get(stored.id) == stored


def test_publishing_needs_a_classification_and_nothing_else_takes_one(store: PlanStore) -> None:
    reviewed = brought_to(store, PlanState.REVIEW)
    with pytest.raises(NotAllowedError, match="classification"):
        store.move(MINH, reviewed.id, PlanState.PUBLISHED, reviewed.version)
    with pytest.raises(NotAllowedError, match="classification"):
        store.move(MINH, reviewed.id, PlanState.DRAFT, reviewed.version, Classification.PUBLIC)
    internal = store.move(MINH, reviewed.id, PlanState.PUBLISHED, reviewed.version, Classification.INTERNAL, "Ký duyệt")
    assert (internal.classification, internal.is_open) == (Classification.INTERNAL, False)
    assert brought_to(store, PlanState.PUBLISHED, seed=2).is_open
    assert not brought_to(store, PlanState.REVIEW, seed=3).is_open


def test_the_second_of_two_publishers_is_told(store: PlanStore) -> None:
    reviewed = brought_to(store, PlanState.REVIEW)
    moved(store, reviewed, PlanState.PUBLISHED)
    with pytest.raises(StaleVersionError):
        moved(store, reviewed, PlanState.DRAFT)


def test_the_current_plan_is_the_last_published_that_was_not_withdrawn(store: PlanStore) -> None:
    assert store.current() is None
    first = brought_to(store, PlanState.PUBLISHED, seed=1)
    brought_to(store, PlanState.REVIEW, seed=2)
    second = brought_to(store, PlanState.PUBLISHED, seed=3)
    assert store.published() == (second, first)
    assert store.current() == second
    moved(store, second, PlanState.WITHDRAWN)
    assert store.current() == first
    assert {found.state for found in store.list()} == {"published", "review", "withdrawn"}
    assert [found.id for found in store.list([PlanState.PUBLISHED])] == [first.id]


def test_the_revision_changes_with_every_change_and_with_nothing_else(store: PlanStore, database: Database) -> None:
    seen = [store.revision()]
    stored = store.add(LAN, plan(), scenario())
    seen.append(store.revision())
    store.add(LAN, plan(), scenario())
    assert store.revision() == seen[-1]
    stored = moved(store, stored, PlanState.REVIEW)
    seen.append(PlanStore(database).revision())
    assert len(set(seen)) == 3


def test_comments_come_from_units_of_a_plan_that_is_shown(store: PlanStore, database: Database) -> None:
    comments = CommentStore(database)
    draft = store.add(LAN, plan(), scenario())
    with pytest.raises(NotAllowedError):
        comments.add(HAI, draft.id, "01", "Đề nghị bổ sung")
    moved(store, draft, PlanState.REVIEW)
    with pytest.raises(NotFoundError, match="units/99"):
        comments.add(HAI, draft.id, "99", "Đề nghị bổ sung")
    with pytest.raises(InputError, match="empty"):
        comments.add(HAI, draft.id, "01", "  ")
    first = comments.add(HAI, draft.id, "01", "Đề nghị bổ sung\x0d\nlĩnh vực S02")
    comments.add(HAI, draft.id, "05", "Không thuộc cụm nào")
    answered = comments.reply(LAN, first.id, "Đã ghi nhận")
    assert (answered.text, answered.reply, answered.replied_by) == (
        "Đề nghị bổ sung\nlĩnh vực S02",
        "Đã ghi nhận",
        "lan",
    )
    assert comments.get(first.id) == answered
    with pytest.raises(NotAllowedError):
        comments.reply(MINH, first.id, "Ý khác")
    assert [(found.unit, found.reply) for found in comments.of(draft.id)] == [("01", "Đã ghi nhận"), ("05", None)]
    for ask in (lambda: comments.of("x"), lambda: comments.reply(LAN, "x", "y"), lambda: comments.get("x")):
        with pytest.raises(NotFoundError):
            ask()


def test_decisions_are_recorded_beside_what_was_recommended(store: PlanStore, database: Database) -> None:
    decisions = DecisionStore(database)
    draft = store.add(LAN, plan(), scenario())
    said = ("C01", "S01, S02", "S01", "Nguồn lực có hạn", "21/2026/QĐ-TTg")
    with pytest.raises(NotAllowedError):
        decisions.add(MINH, draft.id, *said)
    moved(store, draft, PlanState.REVIEW)
    with pytest.raises(InputError, match="decision_number"):
        decisions.add(MINH, draft.id, *said[:-1], "")
    made = decisions.add(MINH, draft.id, *said)
    assert decisions.of(draft.id) == (made,)
    assert (made.subject, made.recommended, made.decided, made.reason, made.decision_number) == said
    with pytest.raises(NotFoundError):
        decisions.of("x")


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE plans SET plan = '{}'",
        "UPDATE plans SET scenario = '{}'",
        "UPDATE plans SET digest = 'x'",
        "UPDATE plans SET author = 'x'",
        "DELETE FROM comments",
        "UPDATE comments SET text = 'x'",
        "UPDATE comments SET reply = NULL",
        "UPDATE decisions SET decided = 'x'",
        "DELETE FROM decisions",
        "UPDATE audit SET detail = '{}'",
        "DELETE FROM audit",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_never_changed(database: Database, forbidden: str) -> None:
    store, comments = PlanStore(database), CommentStore(database)
    stored = brought_to(store, PlanState.PUBLISHED)
    comments.reply(LAN, comments.add(HAI, stored.id, "01", "Góp ý").id, "Trả lời")
    DecisionStore(database).add(MINH, stored.id, "C01", "a", "b", "c", "1")
    with pytest.raises(IntegrityError, match="never changed"), database.writing() as session:
        session.execute(text(forbidden))
    assert store.get(stored.id) == stored
    assert verify_audit(database).broken_at is None
