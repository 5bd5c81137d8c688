/** Colours of studies on maps. Apart for every kind of vision, and not only by hue; tables say the same in words. */
import {
  type CoreIndex,
  type DecisionStatus,
  type Fate,
  type FocusSurvival,
  type Stability,
  type Status,
  WITHOUT,
  type Without,
} from "../api/studies";
import type { Change, Pairs } from "./pairs";

/** What changed: the colours of comparisons. A unit of a cluster that keeps everything is darker than one of none. */
export const CHANGES = { gained: "#44bb99", lost: "#ee8866", both: "#eedd88", kept: "#7c94b8" } as const;
export const STABILITIES: Readonly<Record<Stability, string>> = {
  core: "#0072b2",
  middle: "#e69f00",
  volatile: "#f6e3c5",
};
export const STATUSES: Readonly<Record<Status, string>> = {
  must: "#0072b2",
  could: "#eedd88",
  never: "#a9a9a9",
  undecided: "#ffffff",
};
/** What becomes of focuses: whatever is neither kept nor proven lost is open. */
export const SURVIVALS = { survives: "#0072b2", open: "#eedd88", lost: "#ee8866" } as const;
export type Survival = keyof typeof SURVIVALS;

const WEAKEST_FIRST: readonly Stability[] = ["volatile", "middle", "core"];
const STRONGEST_FIRST: readonly Status[] = ["must", "could", "undecided", "never"];

/** How each unit changes. */
export function changeOfUnits(kept: Pairs, changes: readonly Change[]): Map<string, keyof typeof CHANGES> {
  const found = new Map<string, keyof typeof CHANGES>();
  for (const [unit, technologies] of kept) if (technologies.size > 0) found.set(unit, "kept");
  for (const { unit, gained, lost } of changes) {
    found.set(unit, gained.length === 0 ? "lost" : lost.length === 0 ? "gained" : "both");
  }
  return found;
}

/** How stable each unit's place is: that of one technology, or of the weakest of all that the plan gives it. */
export function stabilityOfUnits(indices: readonly CoreIndex[], technology: string): Map<string, Stability> {
  const asked = indices.filter(
    (index) => index.kind === "assignment" && (technology ? index.technology === technology : index.in_plan),
  );
  return first(asked, WEAKEST_FIRST, ({ stability }) => stability);
}

/** Whether each unit is in every, some or no near-optimal plan: with one technology, or with any. */
export function statusOfUnits(statuses: readonly DecisionStatus[], technology: string): Map<string, Status> {
  const asked = statuses.filter((one) => one.kind === "assignment" && (!technology || one.technology === technology));
  return first(asked, STRONGEST_FIRST, ({ status }) => status);
}

/** What becomes of the weakest focus of each unit's cluster, without one thing or without each of all three. */
export function survivalOfUnits(
  focuses: readonly FocusSurvival[],
  members: (cluster: string) => readonly string[],
  without: Without | "",
): Map<string, Survival> {
  const asked = focuses.flatMap(({ cluster, fate }) =>
    (without ? [without] : WITHOUT).flatMap((one) => members(cluster).map((unit) => ({ unit, fate: fate[one] }))),
  );
  return first(asked, ["lost", "open", "survives"], ({ fate }) => survivalOf(fate));
}

/** Three kinds for the map of the six that the table tells apart. */
function survivalOf(fate: Fate): Survival {
  if (fate === "survives") return "survives";
  return fate === "lost" || fate === "no_plan" ? "lost" : "open";
}

function first<Thing extends { readonly unit: string }, Kind>(
  things: readonly Thing[],
  order: readonly Kind[],
  kindOf: (thing: Thing) => Kind,
): Map<string, Kind> {
  const found = new Map<string, Kind>();
  for (const thing of things) {
    const [now, kind] = [found.get(thing.unit), kindOf(thing)];
    if (now === undefined || order.indexOf(kind) < order.indexOf(now)) found.set(thing.unit, kind);
  }
  return found;
}

/** Fills by unit, and only those that the map has a colour for. */
export function filled<Kind extends string>(
  kinds: ReadonlyMap<string, Kind>,
  colours: Readonly<Record<Kind, string>>,
): Map<string, string> {
  return new Map([...kinds].map(([unit, kind]) => [unit, colours[kind]]));
}
