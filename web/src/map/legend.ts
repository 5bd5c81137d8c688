/** What the colours and patterns of the map mean just now: on the page, on paper and in a picture. */
import type { LegendLine } from "../share/picture";
import { painted } from "../state/painted.svelte";
import type { ShownPlan } from "../state/plan.svelte";
import { decimal, say, text } from "../words";

export function legendOf(plan: ShownPlan): readonly LegendLine[] {
  const { clusters, scores } = plan.overview;
  if (painted.painting) return painted.painting.legend;
  if (plan.scored) {
    return [
      ...scores.colours.map((fill, place) => ({ fill, words: interval(scores.breaks, place) })),
      { pattern: "dots", words: say("cannot_be_judged") },
      { pattern: "crosses", words: say("excluded") },
      { pattern: "hatch", words: say("hatched_score") },
    ];
  }
  return [
    ...clusters.map((cluster) => ({ fill: cluster.colour, words: `${cluster.id} ${text(cluster, "name")}` })),
    { fill: scores.no_cluster, words: say("no_cluster") },
    { pattern: "hatch", words: say("hatched_focus") },
  ];
}

function interval(breaks: readonly number[], place: number): string {
  return `${decimal(breaks[place - 1] ?? 0)} – ${decimal(breaks[place] ?? 1)}`;
}
