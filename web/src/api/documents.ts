/** The documents of the service that the page reads. */

export interface Standing {
  technology: string;
  judgement: "scored" | "cannot_be_judged" | "excluded_by_rule";
  score: number | null;
  rank: number | null;
  ranked: number;
  grade: Grade | null;
  coverage: number;
  expert: boolean;
}
export type Grade = "high" | "medium" | "low";
export interface Overview {
  plan_id: string | null;
  digest: string;
  scenario: { id: string; title_vi: string; title_en: string };
  status_vi: string;
  status_en: string;
  details_vi: string;
  details_en: string;
  proof_vi: string;
  proof_en: string;
  objective: number;
  bound: number;
  gap: number;
  technologies: { id: string; name_vi: string; name_en: string; group: string | null }[];
  units: Unit[];
  clusters: Cluster[];
  facilities: Facility[];
  reach_km: number | null;
  metrics: { name: string; title_vi: string; title_en: string; unit: string; value: number; formula: string }[];
  assumptions: { what_vi: string; what_en: string; value: string }[];
  flags: { place: string; place_vi: string; place_en: string; what_vi: string; what_en: string }[];
  sources: { title_vi: string; title_en: string; source: string; licence: string }[];
  extent: [number, number, number, number];
  insets: { id: string; title_vi: string; title_en: string; bbox: [number, number, number, number] }[];
  scores: { breaks: number[]; colours: string[]; no_cluster: string };
}
export interface Unit {
  id: string;
  name_vi: string;
  name_en: string;
  region_vi: string;
  region_en: string;
  aliases: string[];
  cluster: string | null;
  is_hub: boolean;
  label: [number, number];
  bbox: [number, number, number, number];
  standings: Standing[];
}
export interface Focus {
  technology: string;
  evidence: Grade;
  expert: boolean;
  strong: string[];
  served_by: string;
  start_year: number | null;
}
export interface Cluster {
  id: string;
  name_vi: string;
  name_en: string;
  colour: string;
  hub: string;
  members: string[];
  focuses: Focus[];
}
export interface Facility {
  site_id: string;
  name_vi: string;
  name_en: string;
  kind: string;
  kind_vi: string;
  kind_en: string;
  unit: string;
  lon: number;
  lat: number;
  restricted: boolean;
  technologies: string[];
  serves: string[];
  opens_in: number | null;
  flags_vi: string[];
  flags_en: string[];
}
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
