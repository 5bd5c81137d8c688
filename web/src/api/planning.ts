/** The documents of the service that planners and publishers work with. */

export interface Both {
  readonly vi: string;
  readonly en: string;
}

export type JobStatus = "accepted" | "running" | "successful" | "failed" | "dismissed";

export interface Repair {
  readonly changes: readonly Both[];
  /** Whether it is proven that no cheaper repair exists. */
  readonly cheapest: boolean;
  /** To be laid over the scenario's document: mappings key by key, everything else whole. */
  readonly patch: Document;
}

export interface Job {
  readonly jobID: string;
  readonly processID: string;
  readonly status: JobStatus;
  readonly messages: Both;
  readonly progress: number;
  readonly created: string;
  readonly started?: string;
  readonly finished?: string;
  readonly about?: { readonly scenario?: string; readonly scenario_version?: number; readonly plan?: string };
  readonly incumbent?: { objective: number | null; bound: number | null; gap: number | null; seconds: number };
  readonly problem?: { status: number; summary: Both; details: readonly Both[]; repair?: Repair };
  readonly plan?: string;
  readonly stopRequested?: boolean;
}

export type PlanState = "draft" | "review" | "published" | "withdrawn";
export const CLASSIFICATIONS = ["public", "demonstration", "internal"] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

export interface PlanEntry {
  readonly id: string;
  readonly scenario_id: string;
  readonly title_vi: string;
  readonly title_en: string;
  readonly state: PlanState;
  readonly classification: Classification | null;
  readonly version: number;
  readonly author: string;
  readonly created_at: string;
  readonly changed_at: string;
  readonly published_at: string | null;
}

export interface Comment {
  readonly id: string;
  readonly unit: string;
  readonly author: string;
  readonly text: string;
  readonly created_at: string;
  readonly reply: string | null;
  readonly replied_by: string | null;
  readonly replied_at: string | null;
}

export interface Decision {
  readonly id: string;
  readonly subject: string;
  readonly recommended: string;
  readonly decided: string;
  readonly reason: string;
  readonly decision_number: string;
  readonly author: string;
  readonly created_at: string;
}

/** Any value of a scenario's document. */
export type Value = null | boolean | number | string | readonly Value[] | Document;
/** The fields of a scenario, or of a part of one. */
export interface Document {
  readonly [name: string]: Value;
}

export interface ScenarioVersion {
  readonly id: string;
  readonly version: number;
  readonly title_vi: string;
  readonly title_en: string;
  readonly author: string;
  readonly note: string;
  readonly created_at: string;
}
export type StoredScenario = ScenarioVersion & { readonly document: Document };

export interface ScenarioFault {
  /** Dotted path; items of a list are counted from 1. */
  readonly where: string;
  readonly what_vi: string;
  readonly what_en: string;
}

export interface ScenarioCheck {
  /** Nothing if the text cannot be read at all. */
  readonly document: Document | null;
  /** The document as YAML. */
  readonly text: string;
  /** The scenario with everything that it extends; nothing if it has faults of shape. */
  readonly complete: Document | null;
  readonly faults: readonly ScenarioFault[];
}
