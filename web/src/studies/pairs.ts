/** Which technologies each unit has in a plan, and what is different between two plans. */
import type { Overview } from "../api/documents";
import type { PlanInBrief } from "../api/studies";

/** Technologies by code of the unit. */
export type Pairs = ReadonlyMap<string, ReadonlySet<string>>;

export interface Change {
  readonly unit: string;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** The pairs of a plan that is shown. */
export function pairsShown(overview: Overview): Pairs {
  return pairsOf(
    overview.clusters.map(({ members, focuses }) => ({
      members,
      focuses: focuses.map(({ technology }) => technology),
    })),
  );
}

/** The pairs of a plan of a study. */
export function pairsOf(clusters: readonly Pick<PlanInBrief["clusters"][number], "members" | "focuses">[]): Pairs {
  const found = new Map<string, Set<string>>();
  for (const { members, focuses } of clusters) {
    for (const unit of members) found.set(unit, new Set([...(found.get(unit) ?? []), ...focuses]));
  }
  return found;
}

/** What changes from one plan to another, by unit, sorted by code; units that keep what they have are left out. */
export function changesBetween(before: Pairs, after: Pairs): Change[] {
  const units = [...new Set([...before.keys(), ...after.keys()])].sort();
  return units.flatMap((unit) => {
    const [had, has] = [before.get(unit) ?? new Set<string>(), after.get(unit) ?? new Set<string>()];
    const gained = [...has].filter((technology) => !had.has(technology)).sort();
    const lost = [...had].filter((technology) => !has.has(technology)).sort();
    return gained.length + lost.length > 0 ? [{ unit, gained, lost }] : [];
  });
}
