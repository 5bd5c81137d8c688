/** Another plan over a part of the map, for as long as a page compares the two: right of a line that can be moved. */
import type { ShownPlan } from "./plan.svelte";

/** Width of the handle on the line, in pixels: the line keeps half of it from the edges, so that it can be taken. */
export const HANDLE = 32;

class Swiped {
  /** The plan on the right; nothing if the map shows one plan alone. */
  plan = $state.raw<ShownPlan>();
  /** Where the line is: 0 at the left edge, 100 at the right. */
  at = $state(50);

  /** The plan that is seen at a place of a map of a width, in pixels; undefined for the one below. */
  seenAt(x: number, width: number): ShownPlan | undefined {
    return x > HANDLE / 2 + ((width - HANDLE) * this.at) / 100 ? this.plan : undefined;
  }
}

export const swiped = new Swiped();
