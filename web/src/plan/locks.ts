/** The locks of a scenario, as the editor reads and writes them. */
import type { Document, Value } from "../api/planning";
import { isDocument } from "./document";

export interface Lock {
  readonly lock: "must" | "must_not";
  readonly author: string;
  readonly reason: string;
  readonly date: string;
  readonly focus?: { readonly unit: string; readonly technology: string };
  readonly member?: { readonly hub: string; readonly unit: string };
  readonly facility?: { readonly site: string; readonly kind: string };
}

/** Locks as a document has them; what is none is left to the check of the service. */
export function locksIn(value: Value | undefined): Lock[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isDocument).map((found) => found as unknown as Lock);
}

/** The locks with one more; one on the same place is replaced, for there can be only one. */
export function withLock(locks: readonly Lock[], added: Lock): Lock[] {
  return [...locks.filter((known) => placeOf(known) !== placeOf(added)), added];
}

export function hasLockAt(locks: readonly Lock[], at: Pick<Lock, "focus">): boolean {
  return locks.some((known) => placeOf(known) === placeOf(at));
}

export function asValue(locks: readonly Lock[]): Value {
  return locks.map((lock) => withoutNulls(lock as unknown as Document));
}

function placeOf({ focus, member, facility }: Pick<Lock, "focus" | "member" | "facility">): string {
  return JSON.stringify([
    focus ? [focus.unit, focus.technology] : null,
    member ? [member.hub, member.unit] : null,
    facility ? [facility.site, facility.kind] : null,
  ]);
}

/** A complete scenario writes out what is not there as null; a planner's file does not. */
function withoutNulls(document: Document): Document {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
}
