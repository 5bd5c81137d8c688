/** The pages, in the order of the menu. One that is not needed at first is fetched when it is opened. */
import type { Component } from "svelte";
import type { Role } from "../state/me.svelte";
import type { ShownPlan } from "../state/plan.svelte";
import type { VI } from "../words/vi";
import Overview from "./Overview.svelte";

export interface ViewProperties {
  readonly plan: ShownPlan;
}

/** Of a page that has something to show before there is any plan. */
export interface PlannerProperties {
  readonly plan: ShownPlan | undefined;
}

export interface View {
  readonly id: string;
  /** Its word in the menu. */
  readonly word: keyof typeof VI;
  /** Who sees it; everybody if nobody is named. */
  readonly roles: readonly Role[];
  /** Whether it needs the whole width, without the map. */
  readonly isWide: boolean;
  /** Whether there is nothing to see without a plan. */
  readonly needsPlan: boolean;
  /** Whether a unit that is clicked on the map is meant for it; else the unit's page opens. */
  readonly takesUnit: boolean;
  readonly open: () => Promise<{ default: Component<ViewProperties> | Component }>;
}

const view = (id: string, word: keyof typeof VI, open: View["open"], more: Partial<View> = {}): View => ({
  id,
  word,
  open,
  roles: [],
  isWide: false,
  needsPlan: true,
  takesUnit: false,
  ...more,
});

export const VIEWS: readonly View[] = [
  view("overview", "view_overview", () => Promise.resolve({ default: Overview })),
  view("unit", "view_unit", () => import("./Unit.svelte")),
  view("technology", "view_technology", () => import("./Technology.svelte")),
  view("facilities", "view_facilities", () => import("./Facilities.svelte")),
  view("timeline", "view_timeline", () => import("./Timeline.svelte")),
  view("missions", "view_missions", () => import("./Missions.svelte"), { isWide: true }),
  view("metrics", "view_metrics", () => import("./Metrics.svelte")),
  view("compare", "view_compare", () => import("./Compare.svelte")),
  view("robustness", "view_robustness", () => import("./studies/Robustness.svelte"), { roles: ["planner"] }),
  view("portfolio", "view_portfolio", () => import("./studies/Portfolio.svelte"), { roles: ["planner"] }),
  view("pareto", "view_pareto", () => import("./studies/Pareto.svelte"), { roles: ["planner"] }),
  view("values", "view_values", () => import("./studies/Values.svelte"), { roles: ["planner"] }),
  view("share", "view_share", () => import("./Share.svelte")),
  view("table", "view_table", () => import("./Table.svelte"), { isWide: true }),
  view("scenario", "view_scenario", () => import("./plan/Scenario.svelte"), {
    roles: ["planner"],
    needsPlan: false,
    takesUnit: true,
  }),
  view("layers", "view_layers", () => import("./plan/Layers.svelte"), { roles: ["planner"], needsPlan: false }),
  view("jobs", "view_jobs", () => import("./plan/Jobs.svelte"), { roles: ["planner"], needsPlan: false }),
  view("plans", "view_plans", () => import("./plan/Plans.svelte"), {
    roles: ["planner", "publisher"],
    needsPlan: false,
  }),
];

export function viewOf(id: string): View {
  const found = VIEWS.find((known) => known.id === id) ?? VIEWS[0];
  if (!found) throw new Error("There is no view at all.");
  return found;
}
