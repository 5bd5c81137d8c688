/** Finding units by any name that people know: new, former, unaccented, abbreviated, or the code. */
import type { Unit } from "../api/documents";

export interface Hit {
  readonly unit: Unit;
  /** The former or other name that was found, if it was not the name itself. */
  readonly alias: string;
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
    .map(({ unit, alias }) => ({ unit, alias }));
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
