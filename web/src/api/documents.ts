/** The documents of the service that the page reads; their types are written from its OpenAPI document. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Overview = Schemas["Overview"];
export type Unit = Schemas["UnitLine"];
export type Standing = Schemas["Standing"];
export type Grade = Schemas["Grade"];
export type Cluster = Schemas["ClusterLine"];
export type Focus = Schemas["FocusLine"];
export type Facility = Schemas["FacilityLine"];

export interface BrokenByAdding {
  rule: string;
  name_vi: string;
  name_en: string;
  place_vi: string;
  place_en: string;
  sense: string;
  limit: number;
  value: number;
}
export interface PairReason {
  technology: string;
  name_vi: string;
  name_en: string;
  selected: boolean;
  judgement: Standing["judgement"];
  score: number | null;
  rank: number | null;
  judged_units: number;
  units: number;
  grade: Grade | null;
  coverage: number;
  kind: string;
  reason_vi: string;
  reason_en: string;
  standing_vi: string;
  standing_en: string;
  change_if_added?: number | null;
  broken_if_added?: BrokenByAdding[];
}
export interface UnitReasons {
  unit: string;
  technologies: PairReason[];
  missing: { indicator: string; title_vi: string; title_en: string; holder_vi: string; holder_en: string }[];
}
export interface Explanation {
  components: { component: string; title_vi: string; title_en: string; value: number | null; weight: number }[];
  indicators: {
    indicator: string;
    title_vi: string;
    title_en: string;
    value: number | null;
    measure: string;
    status: "observed" | "derived" | "lower_bound" | "expert" | "imputed" | "none_recorded" | "missing";
    year: string;
    source: string;
    confidence: string;
  }[];
}
