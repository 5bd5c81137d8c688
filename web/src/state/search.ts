/** Finding units by any name that people know: new, former, unaccented, abbreviated, or the code. */
import type { Unit } from "../api/documents";

export interface Hit {
  readonly unit: Unit;
  /** The former or other name that was found, if it was not the name itself. */
  readonly alias: string;
  /** Whether that is the name of a former unit that was merged into it. */
  readonly isMerged: boolean;
}

/** Former units that were merged into a unit: it is made of them, they are no names of its own. */
export function mergedUnits(unit: Unit): string[] {
  return namesBeside(unit.former_names, [unit.name_vi, unit.name_en]);
}

/** What else a unit is called, each spelling once whatever its accents. */
export function otherNames(unit: Unit): string[] {
  return namesBeside(unit.aliases, [unit.name_vi, unit.name_en, ...unit.former_names]);
}

/** Names that are none of those that are known, without accents and spaces; the first spelling of each is kept. */
function namesBeside(names: readonly string[], known: readonly string[]): string[] {
  const told = new Set(known.map(letters));
  return names.filter((name) => !told.has(letters(name)) && told.add(letters(name)));
}

function letters(name: string): string {
  return folded(name).replaceAll(" ", "");
}

/** A name without accents, case and punctuation: ``Đắk Lắk`` and ``dak lak`` are one. */
export function folded(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/đ/gi, "d")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** First letters: ``Ba Ria Vung Tau`` is ``brvt`` too. */
function initials(name: string): string {
  return folded(name)
    .split(" ")
    .map((word) => word[0] ?? "")
    .join("");
}

/** Units that a text may mean: those whose name begins so come first, then former names, then anything inside. */
export function find(units: readonly Unit[], text: string, atMost = 8): Hit[] {
  const wanted = folded(text);
  if (!wanted) return [];
  const found = units.flatMap((unit) => {
    const names = [unit.name_vi, unit.name_en, unit.id, ...unit.aliases];
    const ranked = names.map((name, place) => ({ name, place, rank: rankOf(name, wanted) + (place > 2 ? 0.5 : 0) }));
    const best = ranked.reduce((one, other) => (other.rank < one.rank ? other : one));
    return best.rank < Number.POSITIVE_INFINITY
      ? [{ unit, alias: best.place > 2 ? best.name : "", rank: best.rank }]
      : [];
  });
  return found
    .sort((one, other) => one.rank - other.rank || one.unit.id.localeCompare(other.unit.id))
    .slice(0, atMost)
    .map(({ unit, alias }) => ({
      unit,
      alias,
      isMerged: mergedUnits(unit).some((name) => letters(name) === letters(alias)),
    }));
}

function rankOf(name: string, wanted: string): number {
  const known = folded(name);
  if (known === wanted) return 0;
  if (known.startsWith(wanted)) return 1;
  if (initials(name) === wanted.replaceAll(" ", "")) return 2;
  if (` ${known}`.includes(` ${wanted}`)) return 3;
  return known.replaceAll(" ", "").includes(wanted.replaceAll(" ", "")) && wanted.length > 2
    ? 4
    : Number.POSITIVE_INFINITY;
}
