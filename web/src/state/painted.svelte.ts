/** Colours that a page gives the units of the map in place of clusters and scores, for as long as it is open. */
import type { LegendLine } from "../share/picture";

export interface Painting {
  /** Fill by code of the unit; those that are not in it are drawn as in no cluster. */
  readonly fills: ReadonlyMap<string, string>;
  /** What each fill means. */
  readonly legend: readonly LegendLine[];
}

class Painted {
  painting = $state.raw<Painting>();
}

export const painted = new Painted();
