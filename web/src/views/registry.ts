/** The pages, in the order of the menu. One that is not needed at first is fetched when it is opened. */
import type { Component } from "svelte";
import type { Role } from "../state/me.svelte";
import type { ShownPlan } from "../state/plan.svelte";
import type { VI } from "../words/vi";
import Overview from "./Overview.svelte";

export interface ViewProperties {
  readonly plan: ShownPlan;
}

export interface View {
  readonly id: string;
  /** Its word in the menu. */
  readonly word: keyof typeof VI;
  /** Who sees it; everybody if nobody is named. */
  readonly roles: readonly Role[];
  /** Whether it needs the whole width, without the map. */
  readonly isWide: boolean;
  readonly open: () => Promise<{ default: Component<ViewProperties> }>;
}

const view = (id: string, word: keyof typeof VI, open: View["open"], more: Partial<View> = {}): View => ({
  id,
  word,
  open,
  roles: [],
  isWide: false,
  ...more,
});

export const VIEWS: readonly View[] = [
  view("overview", "view_overview", () => Promise.resolve({ default: Overview })),
  view("unit", "view_unit", () => import("./Unit.svelte")),
  view("technology", "view_technology", () => import("./Technology.svelte")),
  view("facilities", "view_facilities", () => import("./Facilities.svelte")),
  view("share", "view_share", () => import("./Share.svelte")),
  view("table", "view_table", () => import("./Table.svelte"), { isWide: true }),
];

export function viewOf(id: string): View {
  const found = VIEWS.find((known) => known.id === id) ?? VIEWS[0];
  if (!found) throw new Error("There is no view at all.");
  return found;
}
