/** The fields of a form, read from the JSON Schema of a scenario. What no single field can say is left to the text. */
import type { Document, Value } from "../api/planning";
import { isDocument } from "./document";

export type FieldKind = "number" | "choice" | "switch" | "text" | "count" | "mapping" | "part";

export interface Field {
  readonly path: string;
  /** ``count`` is a number or a range of numbers; ``mapping`` has numbers by key; ``part`` is on or off as a whole. */
  readonly kind: FieldKind;
  readonly description: string;
  readonly isWhole: boolean;
  readonly isNullable: boolean;
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly choices: readonly string[];
  readonly standard: Value | undefined;
}

type Schema = Document;
const NAMES = new Set([
  "extends",
  "schema",
  "id",
  "technology_scheme",
  "technology_level",
  "unit_layer",
  "unit_vintage",
]);

/** The fields of a whole scenario, in the order of its schema. */
export function fieldsOf(schema: Schema): Field[] {
  const properties = schema.properties;
  if (!isDocument(properties)) return [];
  return Object.entries(properties)
    .filter(([name]) => !NAMES.has(name))
    .flatMap(([name, said]) => (isDocument(said) ? fieldsAt(schema, said, name) : []));
}

/** The fields of one resource. */
export function resourceFields(schema: Schema, name: string): Field[] {
  const definition = definitionsOf(schema).Resource;
  return isDocument(definition) ? fieldsAt(schema, definition, `rules.resources.${name}`) : [];
}

function definitionsOf(schema: Schema): Document {
  const found = schema.$defs;
  return isDocument(found) ? found : {};
}

function resolved(schema: Schema, said: Schema): Schema {
  const reference = said.$ref;
  if (typeof reference !== "string") return said;
  const found = definitionsOf(schema)[reference.replace("#/$defs/", "")];
  return isDocument(found) ? { ...found, ...said } : said;
}

function fieldsAt(schema: Schema, unresolved: Schema, path: string): Field[] {
  const { said, isNullable } = withoutNull(schema, resolved(schema, unresolved));
  const standard = unresolved.default ?? said.default;
  const description = textOf(unresolved.description) || textOf(said.description);
  const field = (kind: FieldKind, more: Partial<Field> = {}): Field => ({
    path,
    kind,
    description: plain(description),
    isWhole: said.type === "integer",
    isNullable,
    least: numberOf(said.minimum) ?? numberOf(said.exclusiveMinimum),
    most: numberOf(said.maximum),
    choices: Array.isArray(said.enum) ? said.enum.map(String) : [],
    standard,
    ...more,
  });
  const options = said.oneOf ?? said.anyOf;
  if (Array.isArray(options)) return isCount(schema, options) ? [field("count", { isWhole: true })] : [];
  if (Array.isArray(said.enum)) return [field("choice")];
  switch (said.type) {
    case "number":
    case "integer":
      return [field("number")];
    case "boolean":
      return [field("switch")];
    case "string":
      return [field("text")];
    case "object":
      return partsOf(schema, said, path, field);
    default:
      return [];
  }
}

function partsOf(schema: Schema, said: Schema, path: string, field: (kind: FieldKind, more?: Partial<Field>) => Field) {
  const properties = said.properties;
  if (isDocument(properties)) {
    const inner = Object.entries(properties).flatMap(([name, part]) =>
      isDocument(part) ? fieldsAt(schema, part, `${path}.${name}`) : [],
    );
    const whole = field("part");
    return whole.isNullable ? [whole, ...inner] : inner;
  }
  const values = said.additionalProperties;
  if (!isDocument(values)) return [];
  const value = resolved(schema, values);
  const isNumber = value.type === "number" || value.type === "integer";
  return isNumber ? [field("mapping", { isWhole: value.type === "integer", least: numberOf(value.minimum) })] : [];
}

/** A choice between something and null is something that may be off. */
function withoutNull(schema: Schema, said: Schema): { said: Schema; isNullable: boolean } {
  const options = said.anyOf;
  if (!Array.isArray(options)) return { said, isNullable: false };
  const others = options.filter((option) => isDocument(option) && option.type !== "null");
  if (others.length === options.length) return { said, isNullable: false };
  const [only] = others;
  if (others.length === 1 && isDocument(only)) {
    const { anyOf: _, ...rest } = said;
    return { said: { ...resolved(schema, only), ...rest }, isNullable: true };
  }
  return { said: { ...said, anyOf: others }, isNullable: true };
}

/** Whether it is one number, or a range of numbers. */
function isCount(schema: Schema, options: readonly Value[]): boolean {
  const found = options.map((option) => (isDocument(option) ? resolved(schema, option) : {}));
  return found.some((option) => option.type === "integer") && found.some((option) => isDocument(option.properties));
}

function numberOf(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Without the marks of code. */
function plain(description: string): string {
  return description.replaceAll("``", "").replace(/\s+/g, " ").trim();
}

export const GROUPS = [
  "names",
  "clusters",
  "facilities",
  "weights",
  "budgets",
  "evidence",
  "candidates",
  "score",
  "solver",
] as const;
export type Group = (typeof GROUPS)[number];

/** Where a planner looks for a field. */
export function groupOf(path: string): Group {
  if (path.startsWith("title_")) return "names";
  if (path.startsWith("objective.")) return "weights";
  if (path.startsWith("rules.facilities.") || path.startsWith("terms")) return "facilities";
  if (/^rules\.(phasing|resources|decided_before)/.test(path)) return "budgets";
  if (/^rules\.(evidence|demand|anchor|hosts|pioneering|challenge|reach|facility_load)/.test(path)) return "evidence";
  if (path.startsWith("candidates.")) return "candidates";
  if (path.startsWith("score.")) return "score";
  if (path.startsWith("solver.")) return "solver";
  return "clusters";
}
