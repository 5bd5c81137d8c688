import { expect, test } from "vitest";
import { FOLLOW_UP, followUpOf, type MissionRecord, recordsOf } from "../src/state/missions";

function record(id: string, unknown: readonly string[]): MissionRecord {
  return { id, unknown } as unknown as MissionRecord;
}

test("only what a follow-up needs counts, over all records together", () => {
  const half = record("M01", ["baseline", "owner", "person"]);
  const nothing = record("M02", FOLLOW_UP);
  expect(followUpOf([half, nothing])).toEqual({ missing: 7, all: 10 });
  expect(followUpOf([record("M03", ["person"])])).toEqual({ missing: 0, all: 5 });
});

test("a focus has its records in its own order; one that is not known is left out", () => {
  const records = [record("M01", []), record("P01", []), record("P02", [])];
  const focus = { cluster: "C01", technology: "S01", records: ["P02", "M01", "P99"] };
  expect(recordsOf(focus, records).map(({ id }) => id)).toEqual(["P02", "M01"]);
});
