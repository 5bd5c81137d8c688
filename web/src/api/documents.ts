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
export type UnitReasons = Schemas["UnitReasons"];
export type PairReason = Schemas["PairReason"];
export type Explanation = Schemas["Explanation"];
export type Timeline = Schemas["Timeline"];
export type Missions = Schemas["Missions"];
export type Targets = Schemas["Targets"];
export type Comparison = Schemas["Comparison"];
export type PlanMetrics = Schemas["PlanMetrics"];
export type CheckableLayers = Schemas["CheckableLayers"];
export type LayerCheck = Schemas["LayerCheck"];
export type WhatIf = Schemas["WhatIf"];
export type WhatIfQuestion = Schemas["WhatIfQuestion"];
