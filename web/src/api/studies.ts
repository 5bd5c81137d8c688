/** What studies of a plan answer: the parts of their documents that the page reads. */
import type { components } from "./schema";

export type Outlines = components["schemas"]["Outlines"];

/** What is decided: a technology of a unit, a hub, or a facility at a site. */
export interface Decision {
  readonly kind: "assignment" | "hub" | "facility";
  readonly unit: string;
  readonly technology: string | null;
  readonly site: string | null;
}

export type Stability = "core" | "middle" | "volatile";

export interface CoreIndex extends Decision {
  readonly what_vi: string;
  readonly what_en: string;
  readonly in_plan: boolean;
  readonly draws: number;
  readonly index: number;
  readonly at_least: number;
  readonly at_most: number;
  readonly stability: Stability;
}

interface Spread {
  readonly least: number;
  readonly median: number;
  readonly greatest: number;
}

export interface Assumption {
  readonly what: string;
  readonly what_vi: string;
  readonly value: string | number;
}

export interface Robustness {
  readonly seed: number;
  readonly assumptions: readonly Assumption[];
  readonly draws_asked: number;
  readonly draws_done: number;
  readonly interrupted: boolean;
  readonly draws_with_plan: number;
  readonly draws_infeasible: number;
  readonly draws_undecided: number;
  readonly draws_at_node_limit: number;
  readonly draws_breaking_rules: number;
  readonly assignments: Readonly<Record<Stability, number>>;
  readonly indices: readonly CoreIndex[];
  readonly regret: {
    readonly draws: number;
    readonly at_least: Spread | null;
    readonly at_most: Spread | null;
    readonly worst_draw: number | null;
  };
  readonly breaches: readonly { rule: string; place: string; place_vi: string; place_en: string; draws: number }[];
  readonly influence_samples: number;
  readonly influence: readonly Influence[];
}

/** How much one group of inputs matters; nothing where the output did not vary. */
export interface Influence {
  readonly group: "weights" | "goalposts" | "imputation" | "noise" | "relative" | "participation" | "synergy" | "costs";
  readonly on_objective: number | null;
  readonly on_objective_confidence: number | null;
  readonly on_assignments: number | null;
  readonly on_assignments_confidence: number | null;
}

export const DECISION_KINDS = ["focus", "pair", "hub", "member", "facility"] as const;
export const WITHOUT = ["expert_values", "imputed_values", "assumed_costs"] as const;

export type Without = (typeof WITHOUT)[number];
export type Fate = "survives" | "lost" | "cannot_be_judged" | "no_plan" | "undecided" | "not_asked";

/** The difference between two optima. */
export interface Difference {
  readonly state: "exact" | "interval" | "no_plan" | "not_asked";
  readonly at_least: number;
  readonly at_most: number | null;
}

export interface ReplacementValue {
  readonly kind: (typeof DECISION_KINDS)[number];
  readonly cluster: string | null;
  readonly what_vi: string;
  readonly what_en: string;
  readonly loss: Difference;
}

export interface RulePrice {
  readonly limit: string;
  readonly what_vi: string;
  readonly what_en: string;
  readonly gain: Difference | null;
  readonly looser: string | null;
  readonly gain_of_a_step: Difference | null;
}

export interface FocusSurvival {
  readonly cluster: string;
  readonly hub: string;
  readonly technology: string;
  readonly fate: Readonly<Record<Without, Fate>>;
}

export interface Values {
  readonly is_complete: boolean;
  readonly not_asked: number;
  readonly summary: readonly {
    without: Without;
    focuses: number;
    fates: Readonly<Partial<Record<Fate, number>>>;
  }[];
  readonly replacement_values: readonly ReplacementValue[];
  readonly rule_prices: readonly RulePrice[];
  readonly survival: readonly FocusSurvival[];
}

export interface PlanInBrief {
  readonly clusters: readonly { hub: string; members: readonly string[]; focuses: readonly string[] }[];
  readonly facilities: readonly { site_id: string; kind: string; unit: string; technologies: readonly string[] }[];
}

export type Status = "must" | "could" | "never" | "undecided";

export interface DecisionStatus extends Decision {
  readonly status: Status;
  readonly in_best: boolean;
}

export interface Portfolio {
  readonly within: number;
  readonly floor: number;
  readonly best: number;
  readonly best_is_proven: boolean;
  readonly plans_asked: number;
  readonly distance: number;
  readonly plans: readonly { id: string; objective: number; loss: number; distances: readonly number[] }[];
  readonly ending: "as_many_as_asked" | "no_more_exist" | "limit_reached";
  readonly statuses: readonly DecisionStatus[];
  readonly counts: Readonly<Partial<Record<"assignment" | "facility", Readonly<Partial<Record<Status, number>>>>>>;
  readonly plans_known: number;
  readonly interrupted: boolean;
  readonly decided: readonly PlanInBrief[];
}

export const CRITERIA = ["equity", "cost", "duplication"] as const;

export interface FrontPoint {
  readonly number: number;
  readonly level: number;
  readonly objective: number;
  readonly bound: number;
  readonly is_proven: boolean;
  readonly loss_share_at_least: number | null;
  readonly loss_share_at_most: number | null;
}

export interface Front {
  readonly criterion: (typeof CRITERIA)[number];
  readonly wanted: "large" | "small";
  readonly title_vi: string;
  readonly title_en: string;
  readonly unit_vi: string;
  readonly unit_en: string;
  readonly note_vi: string;
  readonly note_en: string;
  readonly points_asked: number;
  readonly points: readonly FrontPoint[];
  readonly is_complete: boolean;
  readonly interrupted: boolean;
  readonly decided: readonly PlanInBrief[];
}
