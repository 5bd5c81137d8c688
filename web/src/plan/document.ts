/** A scenario's document as plain values: read, changed without being touched, and compared, by dotted paths. */
import type { Document, Value } from "../api/planning";

export function isDocument(value: Value | undefined): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined if the document says nothing there. */
export function valueAt(document: Document, path: string): Value | undefined {
  return path
    .split(".")
    .reduce<Value | undefined>((found, name) => (isDocument(found) ? found[name] : undefined), document);
}

/** The first value that is said at all: null says something, so ``??`` would lose what was switched off. */
export function firstSaid(...values: readonly (Value | undefined)[]): Value | undefined {
  return values.find((value) => value !== undefined);
}

/** The document with another value at a path. */
export function withValue(document: Document, path: string, value: Value): Document {
  const [name = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...document, [name]: value };
  const inner = document[name];
  return { ...document, [name]: withValue(isDocument(inner) ? inner : {}, rest.join("."), value) };
}

/** The document without what it says at a path; parents that then say nothing go too. */
export function withoutValue(document: Document, path: string): Document {
  const [name = "", ...rest] = path.split(".");
  const { [name]: inner, ...others } = document;
  if (rest.length === 0 || !isDocument(inner)) return others;
  const left = withoutValue(inner, rest.join("."));
  return Object.keys(left).length > 0 ? { ...document, [name]: left } : others;
}

/** Lay a document over another as ``extends`` does: mappings key by key, everything else whole, null as null. */
export function laidOver(document: Document, patch: Document): Document {
  let result = document;
  for (const [name, value] of Object.entries(patch)) {
    const before = result[name];
    const isMerged = isDocument(value) && isDocument(before);
    result = { ...result, [name]: isMerged ? laidOver(before, value) : value };
  }
  return result;
}

export interface Difference {
  readonly path: string;
  /** Undefined where the document says nothing. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** Where two documents differ, by path; lists are compared whole. */
export function differences(before: Document, after: Document, parent = ""): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [left, right] = [before[name], after[name]];
    const path = parent ? `${parent}.${name}` : name;
    const [inLeft, inRight] = [insideOf(left, right), insideOf(right, left)];
    if (inLeft && inRight) return differences(inLeft, inRight, path);
    return isSame(left, right) ? [] : [{ path, before: left, after: right }];
  });
}

/** What a value has inside; a document that says nothing yet has nothing inside, beside one that says something. */
function insideOf(value: Value | undefined, beside: Value | undefined): Document | undefined {
  if (isDocument(value)) return value;
  return value === undefined && isDocument(beside) && Object.keys(beside).length > 0 ? {} : undefined;
}

export function isSame(left: Value | undefined, right: Value | undefined): boolean {
  if (isDocument(left) && isDocument(right)) return differences(left, right).length === 0;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value: Value, place) => isSame(value, right[place]));
  }
  return left === right;
}

/** What I changed since ``base``, laid over what somebody else stored meanwhile. */
export function merged(base: Document, mine: Document, theirs: Document): Document {
  return differences(base, mine).reduce(
    (found, { path, after }) => (after === undefined ? withoutValue(found, path) : withValue(found, path, after)),
    theirs,
  );
}

/** Paths that both of us changed since ``base``, each to something else. */
export function clashes(base: Document, mine: Document, theirs: Document): string[] {
  const theirPaths = differences(base, theirs).map(({ path }) => path);
  return differences(base, mine)
    .filter(
      ({ path, after }) => theirPaths.some((their) => touches(path, their)) && !isSame(after, valueAt(theirs, path)),
    )
    .map(({ path }) => path);
}

function touches(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** A value in one line, for people. */
export function inOneLine(value: Value | undefined): string {
  if (value === undefined) return "–";
  if (typeof value === "string") return value;
  const line = JSON.stringify(value);
  return line.length > 90 ? `${line.slice(0, 87)}…` : line;
}
