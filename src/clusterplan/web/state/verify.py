"""Hold everything that is stored against the audit log: what was changed behind the service's back shows."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.web.state.audit import AuditVerdict, digest_of, read_audit
from clusterplan.web.state.database import Database
from clusterplan.web.state.plan_states import PlanState
from clusterplan.web.state.tables import (
    AuditRow,
    CommentRow,
    DecisionRow,
    PlanProductRow,
    PlanRow,
    ScenarioRow,
    ScenarioVersionRow,
)

__all__ = ["StateVerdict", "verify_session", "verify_state"]

_NOT_STORED = Text(vi="có trong nhật ký nhưng không được lưu.", en="is told of in the log but is not stored.")
_NOT_TOLD = Text(vi="được lưu nhưng không có trong nhật ký.", en="is stored but not told of in the log.")
_DIFFERS = Text(vi="khác với điều nhật ký ghi.", en="is not what the log tells of.")


@dataclass(frozen=True)
class StateVerdict:
    """What a reading of the whole database found."""

    audit: AuditVerdict
    """The log itself."""
    noted: str | None
    """Digest that was noted elsewhere and looked for in the log."""
    checked: dict[str, int]
    """How many things of each kind were held against the log; none if the log itself is broken."""
    faults: tuple[Fault, ...]
    """Everything that is not as the log tells, by address."""

    @property
    def is_whole(self) -> bool:
        """Whether the log and everything it tells of are what was written."""
        return self.audit.broken_at is None and not self.faults


def verify_state(database: Database, noted: str | None = None) -> StateVerdict:
    """Read the log and everything that it tells of, in one state of the database.

    Parameters
    ----------
    database
        The database; the service may be running.
    noted
        Digest of some line of the log, noted elsewhere: it must still be there.

    Returns
    -------
    StateVerdict
        What was read, and every fault.
    """
    with database.reading() as session:
        return verify_session(session, noted)


def verify_session(session: Session, noted: str | None = None) -> StateVerdict:
    """Do what :func:`verify_state` does, in a session.

    Parameters
    ----------
    session
        One that sees one state of the database.
    noted
        Digest of some line of the log.

    Returns
    -------
    StateVerdict
        What was read, and every fault.
    """
    log = _Log()
    verdict = read_audit(session, noted, log.add)
    faults = [] if noted is None or verdict.noted_at is not None else [_cut_short(noted)]
    if verdict.broken_at is not None:
        return StateVerdict(verdict, noted, {}, (_broken(verdict.broken_at), *faults))
    stored = _stored(session)
    for address in sorted(log.told.keys() | stored.keys()):
        if address not in stored:
            faults.append(Fault(address, _NOT_STORED))
        elif address not in log.told:
            faults.append(Fault(address, _NOT_TOLD))
        elif stored[address] != log.told[address]:
            faults.append(Fault(address, _DIFFERS))
    kinds = Counter(address.split("/")[-2] for address in stored)
    return StateVerdict(verdict, noted, dict(sorted(kinds.items())), tuple(faults))


class _Log:
    """What the log tells of each thing, after its last line."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, object]] = {}

    def add(self, row: AuditRow) -> None:
        """Take in one line; those about keys and jobs tell of nothing that must stay."""
        detail, thing = json.loads(row.detail), self.told.setdefault
        match row.action.split("."):
            case "scenario", "created" | "changed":
                version = detail["version"]
                self.told[row.subject] = {"version": version}
                self.told[f"{row.subject}/versions/{version}"] = {"author": row.actor, "digest": detail["digest"]}
            case "plan", "added":
                digests = {"digest": detail["digest"], "scenario": detail["scenario_digest"]}
                state = {"state": PlanState.DRAFT.value, "version": 1, "classification": None}
                self.told[row.subject] = {"author": row.actor, **digests, **state}
            case "plan", state if state in set(PlanState):
                thing(row.subject, {}).update({"state": state, "version": detail["version"]})
                if detail["classification"] is not None:
                    self.told[row.subject]["classification"] = detail["classification"]
                for name, digest in detail.get("products", {}).items():
                    self.told[f"{row.subject}/products/{name}"] = {"digest": digest}
            case "comment", "added":
                said = {name: detail[name] for name in ("plan", "unit", "digest")}
                self.told[row.subject] = {"author": row.actor, **said, "replied_by": None, "reply": None}
            case "comment", "answered":
                thing(row.subject, {}).update({"replied_by": row.actor, "reply": detail["digest"]})
            case "decision", "recorded":
                said = {name: detail[name] for name in ("plan", "number", "digest")}
                self.told[row.subject] = {"author": row.actor, **said}


def _stored(session: Session) -> dict[str, dict[str, object]]:
    """Return the same of each thing as it is stored, with digests computed again."""
    found: dict[str, dict[str, object]] = {}
    some = {"yield_per": 20}  # plans are long
    for scenario in session.scalars(select(ScenarioRow)):
        found[f"scenarios/{scenario.id}"] = {"version": scenario.version}
    for version in session.scalars(select(ScenarioVersionRow).execution_options(**some)):
        address = f"scenarios/{version.scenario_id}/versions/{version.version}"
        found[address] = {"author": version.author, "digest": _sha256(version.document)}
    for plan in session.scalars(select(PlanRow).execution_options(**some)):
        found[f"plans/{plan.id}"] = _told_of_plan(plan)
    for product in session.scalars(select(PlanProductRow).execution_options(yield_per=1)):  # as long as a map
        found[f"plans/{product.plan_id}/products/{product.name}"] = {"digest": _sha256(product.content)}
    for comment in session.scalars(select(CommentRow).execution_options(**some)):
        found[f"comments/{comment.id}"] = _told_of_comment(comment)
    for decision in session.scalars(select(DecisionRow).execution_options(**some)):
        found[f"decisions/{decision.id}"] = _told_of_decision(decision)
    return found


def _told_of_plan(row: PlanRow) -> dict[str, object]:
    return {
        "author": row.author,
        "digest": _sha256(row.plan),
        "scenario": _sha256(row.scenario),
        "state": row.state,
        "version": row.version,
        "classification": row.classification,
    }


def _told_of_comment(row: CommentRow) -> dict[str, object]:
    return {
        "author": row.author,
        "plan": row.plan_id,
        "unit": row.unit,
        "digest": digest_of(row.text),
        "replied_by": row.replied_by,
        "reply": None if row.reply is None else digest_of(row.reply),
    }


def _told_of_decision(row: DecisionRow) -> dict[str, object]:
    return {
        "author": row.author,
        "plan": row.plan_id,
        "number": row.decision_number,
        "digest": digest_of(row.subject, row.recommended, row.decided, row.reason),
    }


def _sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _broken(sequence: int) -> Fault:
    what = Text(
        vi="dòng này, hoặc dòng trước nó, đã bị sửa, xóa hay thêm vào. Từ đây trở đi không tin được nhật ký.",
        en="this line, or one before it, was changed, removed or put in. From here on the log cannot be trusted.",
    )
    return Fault(f"audit/{sequence}", what)


def _cut_short(noted: str) -> Fault:
    what = Text(
        vi="mã đã ghi lại không còn trong nhật ký: phần cuối bị cắt, hoặc toàn bộ được viết lại.",
        en="the digest that was noted is not in the log: its end was cut off, or all of it was written anew.",
    )
    return Fault(f"audit/{noted}", what)
