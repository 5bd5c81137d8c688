/** A plan of a study on the map: what it changes of the plan that is shown. */
import type { PlanInBrief } from "../api/studies";
import type { Painting } from "../state/painted.svelte";
import type { ShownPlan } from "../state/plan.svelte";
import { say } from "../words";
import { CHANGES, changeOfUnits, filled } from "./fills";
import { type Change, changesBetween, pairsOf, pairsShown } from "./pairs";

export interface Difference {
  readonly changes: readonly Change[];
  readonly fills: ReadonlyMap<string, string>;
}

export function differenceOf(plan: ShownPlan, decided: PlanInBrief): Difference {
  const before = pairsShown(plan.overview);
  const changes = changesBetween(before, pairsOf(decided.clusters));
  return { changes, fills: filled(changeOfUnits(before, changes), CHANGES) };
}

/** What the colours of a difference mean. */
export function changeLegend(plan: ShownPlan): Painting["legend"] {
  return [
    { fill: CHANGES.gained, words: say("compare_gained") },
    { fill: CHANGES.lost, words: say("compare_lost") },
    { fill: CHANGES.both, words: say("compare_both") },
    { fill: CHANGES.kept, words: say("change_kept") },
    { fill: plan.overview.scores.no_cluster, words: say("no_cluster") },
  ];
}
