"""The form of a list made by hand, and what is read from it: every fault at once, with its place.

Sheet ``clusters``: cluster (a label of your own), hub (may be empty), members, focuses. Sheet ``facilities`` (may be
left out): site, kind, technologies. Several codes or names in one cell are separated by semicolons.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from clusterplan.domain import FacilityKind, Plan, SiteId, TechnologyId, UnitId
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning.hand_made.names import Directories, Directory
from clusterplan.planning.hand_made.sheets import Row, read_bytes, read_csv, read_xlsx, unreadable
from clusterplan.scenario import Scenario

__all__ = ["COLUMNS", "HandMadeCluster", "HandMadeFacility", "HandMadePlan", "read_hand_made_plan"]

COLUMNS = {"clusters": ("cluster", "hub", "members", "focuses"), "facilities": ("site", "kind", "technologies")}
"""Header line of each sheet."""


@dataclass(frozen=True)
class HandMadeCluster:
    """One line of the sheet of clusters, every name resolved."""

    label: str
    """What the planner calls it."""
    hub: UnitId | None
    """The hub; nothing if the line names none."""
    members: tuple[UnitId, ...]
    """Units, the hub included, sorted."""
    focuses: tuple[TechnologyId, ...]
    """Technologies, sorted; a line may have none."""


@dataclass(frozen=True)
class HandMadeFacility:
    """One line of the sheet of facilities, every name resolved."""

    site: SiteId
    """The site."""
    kind: FacilityKind
    """Kind of facility."""
    technologies: tuple[TechnologyId, ...]
    """Technologies, sorted; a line may have none."""


@dataclass(frozen=True)
class HandMadePlan:
    """A list that a planner already has. It may break any rule."""

    file: str
    """Name of the file."""
    sha256: str
    """Digest of the file."""
    clusters: tuple[HandMadeCluster, ...]
    """At least one."""
    facilities: tuple[HandMadeFacility, ...] | None
    """Nothing if the list says nothing of facilities."""


def read_hand_made_plan(path: Path, scenario: Scenario, known: Directories) -> HandMadePlan:
    """Read a list from XLSX, CSV or ``plan.json``.

    Parameters
    ----------
    path
        The file. Its format is told by its content.
    scenario
        The scenario that it is to be held against.
    known
        What it may name.

    Returns
    -------
    HandMadePlan
        Every name resolved.

    Raises
    ------
    UsageError
        With every fault: wrong columns, unknown names, things named twice.
    """
    content = read_bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return _from_plan(content, path, digest, scenario, known)
    if content.startswith(b"PK"):
        sheets, faults = read_xlsx(content, path, COLUMNS)
    else:
        sheets, faults = read_csv(content, path, COLUMNS), []
    reader = _Reader(known, faults)
    clusters = [reader.cluster(row) for row in reader.lines(sheets, "clusters", path)]
    facilities = [reader.facility(row) for row in reader.lines(sheets, "facilities", path)]
    reader.refuse_repeated_labels(clusters)
    if not clusters and not faults:
        what = Text(vi="không có dòng nào trong phần clusters.", en="the sheet clusters has no line.")
        faults.append(Fault(path.name, what))
    if faults:
        number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise UsageError(Text(vi=f"Tệp {path.name} có {len(faults)} lỗi.", en=f"{path.name} has {number}."), faults)
    return HandMadePlan(path.name, digest, tuple(clusters), tuple(facilities) or None)


@dataclass(frozen=True)
class _Reader:
    """Turns lines into clusters and facilities and collects what is wrong with them."""

    known: Directories
    faults: list[Fault]

    def lines(self, sheets: dict[str, list[Row]], name: str, path: Path) -> list[Row]:
        """Return the lines below a sheet's header; an optional sheet may be missing or empty."""
        header = COLUMNS[name]
        before = sheets.get("", []) if name == "clusters" else []
        rows = [*before, *sheets.get(name, [])]
        expected = ",".join(header)
        if not rows or tuple(cell.casefold() for cell in rows[0].cells) != header:
            if rows or name == "clusters":
                where = rows[0].where if rows else path.name
                what = Text(
                    vi=f"thiếu dòng tiêu đề của phần {name}: {expected}.",
                    en=f"the header of {name} is missing: {expected}.",
                )
                self.faults.append(Fault(where, what))
            return []
        return [row for row in rows[1:] if self._fits(row, header)]

    def cluster(self, row: Row) -> HandMadeCluster:
        """Return one line of the sheet of clusters."""
        label, hub, members, focuses = _padded(row, 4)
        label = label or row.where.rpartition(", ")[2]
        hubs = self._ids(hub, self.known.units, f"{row.where}, hub")
        units = self._ids(members, self.known.units, f"{row.where}, members")
        if len(hubs) > 1:
            self.faults.append(
                Fault(f"{row.where}, hub", Text(vi="chỉ ghi một hạt nhân.", en="a cluster has one hub."))
            )
        if not hub and not members:
            what = Text(vi="cụm cần ít nhất một thành viên.", en="a cluster needs a member.")
            self.faults.append(Fault(f"{row.where}, members", what))
        chosen = self._ids(focuses, self.known.technologies, f"{row.where}, focuses")
        return HandMadeCluster(
            label, hubs[0] if hubs else None, tuple(sorted({*units, *hubs[:1]})), tuple(sorted(chosen))
        )

    def facility(self, row: Row) -> HandMadeFacility:
        """Return one line of the sheet of facilities."""
        site, kind, technologies = _padded(row, 3)
        sites = self._one(site, self.known.sites, f"{row.where}, site")
        kinds = self._one(kind, self.known.kinds, f"{row.where}, kind")
        served = self._ids(technologies, self.known.technologies, f"{row.where}, technologies")
        return HandMadeFacility(
            sites or "", FacilityKind(kinds or FacilityKind.KEY_LABORATORY), tuple(sorted(served))
        )  # what stands in for a fault is never returned

    def refuse_repeated_labels(self, clusters: Sequence[HandMadeCluster]) -> None:
        """Note every label that names two clusters."""
        for label in _repeated(cluster.label for cluster in clusters):
            what = Text(vi=f"hai cụm cùng tên {label!r}.", en=f"two clusters are called {label!r}.")
            self.faults.append(Fault("cluster", what))

    def _fits(self, row: Row, header: Sequence[str]) -> bool:
        """Whether a line has no more cells than columns; note it otherwise."""
        if len(row.cells) <= len(header):
            return True
        what = Text(
            vi=f"có {len(row.cells)} ô, phần này có {len(header)} cột.",
            en=f"has {len(row.cells)} cells, there are {len(header)} columns.",
        )
        advice = Text(
            vi="Nhiều mã trong một ô cách nhau bằng dấu chấm phẩy.",
            en="Several codes in one cell are separated by semicolons.",
        )
        self.faults.append(Fault(row.where, what, advice))
        return False

    def _ids(self, cell: str, directory: Directory, where: str) -> list[str]:
        """Return the ids in a cell, each once; note what is unknown or named twice."""
        found = [directory.find(typed, where) for part in cell.split(";") if (typed := part.strip())]
        self.faults.extend(fault for fault in found if isinstance(fault, Fault))
        ids = [known for known in found if isinstance(known, str)]
        for known in _repeated(ids):
            what = Text(vi=f"{known} được nêu hai lần.", en=f"{known} is named twice.")
            self.faults.append(Fault(where, what))
        return ids

    def _one(self, cell: str, directory: Directory, where: str) -> str | None:
        """Return the one id in a cell; note it if there is none or it is unknown."""
        found = directory.find(cell, where)
        if isinstance(found, Fault):
            empty = Fault(where, Text(vi="ô này không được để trống.", en="this cell must not be empty."))
            self.faults.append(found if cell else empty)
            return None
        return found


def _from_plan(content: bytes, path: Path, digest: str, scenario: Scenario, known: Directories) -> HandMadePlan:
    """Read the choices of a ``plan.json``; what it says about them is not believed."""
    try:
        plan = Plan.from_json(content)
    except ValidationError:
        raise unreadable(path, Text(vi="không phải plan.json.", en="is not a plan.json.")) from None
    faults = list(_other_data(plan, scenario, path))
    named = (
        (known.units, {unit for cluster in plan.clusters for unit in (cluster.hub, *cluster.members)}),
        (known.technologies, {k for cluster in plan.clusters for k in cluster.focuses}),
        (known.technologies, {k for facility in plan.facilities for k in facility.technologies}),
        (known.sites, {facility.site_id for facility in plan.facilities}),
    )
    found = [directory.find(name, path.name) for directory, names in named for name in sorted(names)]
    faults += [fault for fault in found if isinstance(fault, Fault)]
    if faults:
        raise UsageError(Text(vi=f"Tệp {path.name} có lỗi.", en=f"{path.name} has faults."), faults)
    clusters = [
        HandMadeCluster(c.id, c.hub, tuple(sorted({c.hub, *c.members})), tuple(sorted(set(c.focuses))))
        for c in plan.clusters
    ]
    facilities = [HandMadeFacility(f.site_id, f.kind, tuple(sorted(set(f.technologies)))) for f in plan.facilities]
    return HandMadePlan(path.name, digest, tuple(clusters), tuple(facilities) or None)


def _other_data(plan: Plan, scenario: Scenario, path: Path) -> Iterable[Fault]:
    """Yield a fault if a plan speaks of other units or technologies than a scenario."""
    for field in ("technology_scheme", "unit_layer", "unit_vintage"):
        theirs, ours = getattr(plan.scenario, field), getattr(scenario, field)
        if theirs != ours:
            what = Text(
                vi=f"phương án dùng {theirs!r}, kịch bản dùng {ours!r}.",
                en=f"the plan has {theirs!r}, the scenario {ours!r}.",
            )
            yield Fault(f"{path.name}, scenario.{field}", what)


def _padded(row: Row, number: int) -> tuple[str, ...]:
    """Return a line's cells, empty ones for those that it lacks."""
    return (*row.cells, *[""] * (number - len(row.cells)))


def _repeated(names: Iterable[str]) -> list[str]:
    """Return the names that stand more than once, sorted."""
    return sorted(name for name, times in Counter(names).items() if times > 1)
