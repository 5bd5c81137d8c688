/** How much of the follow-up of missions and products is known. */
import type { Missions } from "../api/documents";

export type MissionRecord = Missions["records"][number];
export type FollowedFocus = NonNullable<Missions["focuses"]>[number];

/** What a follow-up needs: from where, to where, measured how, by whom, looked at when. */
export const FOLLOW_UP = ["baseline", "target_2030", "indicator", "owner", "review_date"] as const;

export interface Completeness {
  readonly missing: number;
  readonly all: number;
}

/** How many of the follow-up's fields nobody has filled in yet, over some records. */
export function followUpOf(records: readonly MissionRecord[]): Completeness {
  const missing = records.map(({ unknown }) => FOLLOW_UP.filter((name) => unknown.includes(name)).length);
  return { missing: missing.reduce((sum, count) => sum + count, 0), all: FOLLOW_UP.length * records.length };
}

/** The records of a focus, in its order. */
export function recordsOf(focus: FollowedFocus, records: readonly MissionRecord[]): MissionRecord[] {
  const known = new Map(records.map((record) => [record.id, record]));
  return focus.records.flatMap((id) => known.get(id) ?? []);
}
