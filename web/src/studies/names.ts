/** Names of what a study speaks of, in the reader's language; an id that the plan does not know stays one. */
import type { ShownPlan } from "../state/plan.svelte";
import { text } from "../words";

export function unitName(plan: ShownPlan, id: string): string {
  const known = plan.units.get(id);
  return known ? text(known, "name") : id;
}

export function technologyName(plan: ShownPlan, id: string): string {
  const known = plan.technologies.get(id);
  return known ? `${id} ${text(known, "name")}` : id;
}

export function siteName(plan: ShownPlan, id: string): string {
  const known = plan.facilities.get(id);
  return known ? text(known, "name") : id;
}
