import { describe, expect, test } from "vitest";
import schema from "../../optimisation/schemas/scenario.schema.json";
import type { Document } from "../src/api/planning";
import {
  clashes,
  differences,
  firstSaid,
  isSame,
  laidOver,
  merged,
  valueAt,
  withoutValue,
  withValue,
} from "../src/plan/document";
import { fieldsOf, groupOf, resourceFields } from "../src/plan/fields";
import { History } from "../src/plan/history";
import { asValue, hasLockAt, type Lock, locksIn, withLock } from "../src/plan/locks";
import { questionOf } from "../src/plan/question";
import { fieldName, NAMED_FIELDS } from "../src/words/fields";

const SCHEMA = schema as unknown as Document;
const BASE: Document = { id: "a", rules: { clusters: { at_least: 6, at_most: 12 }, cover: "at_most_one" } };

describe("documents", () => {
  test("a value is set and taken away without touching the document", () => {
    const changed = withValue(BASE, "rules.clusters.at_most", 9);
    expect(valueAt(changed, "rules.clusters.at_most")).toBe(9);
    expect(valueAt(BASE, "rules.clusters.at_most")).toBe(12);
    expect(withoutValue(withValue({ id: "a" }, "rules.clusters.at_most", 9), "rules.clusters.at_most")).toEqual({
      id: "a",
    });
  });

  test("null is a value of its own, missing is not null", () => {
    expect(valueAt({ a: null }, "a")).toBeNull();
    expect(valueAt({}, "a")).toBeUndefined();
    expect(isSame({ a: null }, {})).toBe(false);
    expect(firstSaid(undefined, null, 3)).toBeNull();
    expect(firstSaid(undefined, 3)).toBe(3);
    expect(firstSaid(undefined, undefined)).toBeUndefined();
    expect(laidOver(BASE, { rules: { cover: null } })).toEqual(withValue(BASE, "rules.cover", null));
  });

  test("a repair is laid over what the scenario says itself", () => {
    expect(laidOver({ extends: "national", id: "a" }, { rules: { clusters: { at_least: 6 } } })).toEqual({
      extends: "national",
      id: "a",
      rules: { clusters: { at_least: 6 } },
    });
  });

  test("differences are told by path, lists as a whole", () => {
    expect(differences({ a: [1, 2], b: { c: 1 } }, { a: [2, 1], b: { d: 1 } })).toEqual([
      { path: "a", before: [1, 2], after: [2, 1] },
      { path: "b.c", before: 1, after: undefined },
      { path: "b.d", before: undefined, after: 1 },
    ]);
  });

  test("two people's changes are both kept, and told where they clash", () => {
    const mine = withoutValue(withValue(BASE, "rules.clusters.at_most", 9), "rules.cover");
    const theirs = withValue(withValue(BASE, "rules.clusters.at_least", 7), "rules.reach_km", 300);
    expect(merged(BASE, mine, theirs)).toEqual({
      id: "a",
      rules: { clusters: { at_least: 7, at_most: 9 }, reach_km: 300 },
    });
    expect(clashes(BASE, mine, theirs)).toEqual([]);
    const other = withValue(BASE, "rules.clusters.at_most", 10);
    expect(clashes(BASE, mine, other)).toEqual(["rules.clusters.at_most"]);
    expect(clashes(BASE, mine, withValue(BASE, "rules.clusters.at_most", 9))).toEqual([]);
  });
});

test("what two people add to a document that said nothing is added together", () => {
  const base = { id: "a" };
  const mine = withValue(base, "rules.clusters.at_most", 9);
  const theirs = withValue(base, "rules.clusters.at_least", 7);
  expect(clashes(base, mine, theirs)).toEqual([]);
  expect(merged(base, mine, theirs)).toEqual({ id: "a", rules: { clusters: { at_least: 7, at_most: 9 } } });
  expect(differences(base, { id: "a", part: {} })).toEqual([{ path: "part", before: undefined, after: {} }]);
});

describe("steps back", () => {
  test("quick changes of one thing are one step", () => {
    const history = new History<number>();
    history.note(1, "a", 0);
    history.note(2, "a", 500);
    history.note(3, "b", 600);
    expect(history.undo(4)).toBe(3);
    expect(history.undo(3)).toBe(1);
    expect(history.canUndo).toBe(false);
    expect(history.redo(1)).toBe(3);
    expect(history.redo(3)).toBe(4);
    expect(history.redo(4)).toBe(4);
  });
});

describe("fields", () => {
  const fields = fieldsOf(SCHEMA);
  const paths = fields.map(({ path }) => path);

  test("every field has a name in both languages, and every name has a field", () => {
    const isResource = (path: string) => path.startsWith("rules.resources");
    expect(paths.filter((path) => !isResource(path) && fieldName(path, "vi") === path)).toEqual([]);
    expect(NAMED_FIELDS.filter((path) => !paths.includes(path))).toEqual([]);
    const ofResource = resourceFields(SCHEMA, "money").map(({ path }) => path);
    expect(ofResource.filter((path) => fieldName(path, "en") === path)).toEqual([]);
    expect(ofResource).toContain("rules.resources.money.cap_per_year");
  });

  test("limits, ranges, choices and what may be off are what the schema says", () => {
    const of = (path: string) => fields.find((field) => field.path === path);
    expect(of("candidates.max_members")).toMatchObject({
      kind: "number",
      isWhole: true,
      least: 1,
      most: 8,
      standard: 4,
    });
    expect(of("rules.facilities.key_laboratory")).toMatchObject({ kind: "count", standard: 9 });
    expect(of("rules.cover")).toMatchObject({ kind: "choice", choices: ["at_most_one", "exactly_one"] });
    expect(of("rules.evidence_floor")).toMatchObject({ kind: "choice", isNullable: true });
    expect(of("rules.anchor_institute_km")).toMatchObject({ kind: "number", isNullable: true, isWhole: false });
    expect(of("rules.phasing")).toMatchObject({ kind: "part" });
    expect(of("objective.priority")).toMatchObject({ kind: "mapping" });
    expect(of("rules.locks")).toBeUndefined();
    expect(groupOf("rules.phasing.first_year")).toBe("budgets");
  });
});

const LOCK: Lock = {
  lock: "must",
  author: "A",
  reason: "R",
  date: "2026-07-01",
  focus: { unit: "01", technology: "S01" },
};

describe("locks", () => {
  test("there is one lock at a place, and the new one counts", () => {
    const forbidden: Lock = { ...LOCK, lock: "must_not" };
    expect(withLock([LOCK], forbidden)).toEqual([forbidden]);
    expect(withLock([LOCK], { ...LOCK, focus: { unit: "02", technology: "S01" } })).toHaveLength(2);
    expect(hasLockAt([LOCK], { focus: { unit: "01", technology: "S01" } })).toBe(true);
  });

  test("what a complete scenario writes as null is left out", () => {
    const complete = [{ ...LOCK, member: null, facility: null }] as unknown as Document[];
    expect(asValue(locksIn(complete))).toEqual([LOCK]);
  });
});

describe("questions", () => {
  test("changed limits and new locks are asked, names are not", () => {
    const draft = laidOver(BASE, { id: "b", rules: { clusters: { at_most: 9 }, locks: asValue([LOCK]) } });
    expect(questionOf(BASE, draft)).toEqual({ settings: ["rules.clusters.at_most=9"], must: ["01:S01"], must_not: [] });
    expect(questionOf(BASE, { ...BASE, id: "b" })).toBe("same");
  });

  test("a dropped lock and a lock on membership cannot be asked", () => {
    const locked = withValue(BASE, "rules.locks", asValue([LOCK]));
    expect(questionOf(locked, BASE)).toBe("too_much");
    const { focus: _, ...rest } = LOCK;
    const member: Lock = { ...rest, member: { hub: "01", unit: "02" } };
    expect(questionOf(BASE, withValue(BASE, "rules.locks", asValue([member])))).toBe("too_much");
  });
});
