/** A technology by its id and its name: in the tables of studies people look for both. */
import type { ShownPlan } from "../state/plan.svelte";

export function technologyName(plan: ShownPlan, id: string): string {
  return plan.technologies.has(id) ? `${id} ${plan.technologyName(id)}` : id;
}
