/** What is different between the scenario of a plan and a draft, as a question to the service. */
import type { Document } from "../api/planning";
import { differences, valueAt } from "./document";
import { type Lock, locksIn } from "./locks";

export interface Question {
  readonly settings: readonly string[];
  readonly must: readonly string[];
  readonly must_not: readonly string[];
}

const NAMES = /^(id|title_vi|title_en|extends|schema|solver|terms|products)(\.|$)/;
const LOCKS = "rules.locks";
const MOST_LETTERS = 200;

/** The question; undefined if nothing is different, or if it is more than the service can be asked at once. */
export function questionOf(ofPlan: Document, draft: Document): Question | "same" | "too_much" {
  const different = differences(ofPlan, draft).filter(({ path }) => !NAMES.test(path) && path !== LOCKS);
  const settings = different.map(({ path, after }) => `${path}=${JSON.stringify(after ?? null)}`);
  const [before, after] = [locksIn(valueAt(ofPlan, LOCKS)), locksIn(valueAt(draft, LOCKS))];
  const kept = new Set(after.map(asked));
  const isDropped = before.some((lock) => !kept.has(asked(lock)));
  const known = new Set(before.map(asked));
  const added = after.filter((lock) => !known.has(asked(lock)));
  const must = added.filter(({ lock }) => lock === "must").map(placeOf);
  const mustNot = added.filter(({ lock }) => lock === "must_not").map(placeOf);
  const places = [...settings, ...must, ...mustNot];
  if (isDropped || places.some((place) => place === "" || place.length > MOST_LETTERS)) return "too_much";
  return places.length === 0 ? "same" : { settings, must, must_not: mustNot };
}

function asked(lock: Lock): string {
  return `${lock.lock} ${placeOf(lock) || JSON.stringify(lock.member)}`;
}

/** A place as the service reads it; empty for one that it cannot be asked about. */
function placeOf({ focus, facility }: Lock): string {
  if (focus) return `${focus.unit}:${focus.technology}`;
  return facility ? `${facility.site}:${facility.kind}` : "";
}
