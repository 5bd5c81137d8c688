/** What a planner says of a file, and how the service is asked. */

export interface Question {
  readonly layer: string;
  readonly file: string;
  readonly repairs: readonly string[];
  readonly crs: string;
  readonly part: string;
  readonly decimal: string;
  readonly unitVintage: string;
  /** Lines of NAME_IN_FILE=NAME. */
  readonly renamed: string;
}

/** The address to send a file to; what is not said is left out. */
export function pathOf(question: Question, format: "json" | "gpkg" = "json"): string {
  const told = new URLSearchParams({ layer: question.layer, file: question.file.slice(0, 200) });
  for (const name of [...question.repairs].sort()) told.append("repair", name);
  const lines = question.renamed.split("\n").map((line) => line.trim());
  for (const line of lines) if (line) told.append("rename", line);
  const others = {
    crs: question.crs,
    part: question.part,
    decimal: question.decimal,
    unit_vintage: question.unitVintage,
  };
  for (const [name, value] of Object.entries(others)) if (value.trim()) told.set(name, value.trim());
  if (format !== "json") told.set("f", format);
  return `layer-checks?${told}`;
}
