/** How the map is drawn: its sources are collections of the service, its colours those of the plan. */
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { Overview } from "../api/documents";
import { addressOf } from "../api/service";

/** Family of the labels; the page carries it. */
const FONT = ["Be Vietnam Pro"];
/** Deepest zoom that the service has tiles of; beyond it they are magnified. */
const DEEPEST = 12;

export const HATCH = "hatch";
export const DOTS = "dots";
export const CROSSES = "crosses";
export type Pattern = typeof HATCH | typeof DOTS | typeof CROSSES;

export interface Colours {
  readonly sea: string;
  readonly land: string;
  readonly line: string;
  readonly ink: string;
  readonly halo: string;
  /** Outline of islets: they lie on the sea. */
  readonly islet: string;
  readonly accent: string;
}

export interface Shown {
  /** Id of the technology whose score is shown in the place of clusters. */
  readonly technology: string | undefined;
  readonly layers: readonly string[];
  /** Of the colours and patterns of the units, from 0 to 1. */
  readonly opacity: number;
  readonly language: "vi" | "en";
  /** Fill by code of the unit, where a page paints the map itself. */
  readonly fills?: ReadonlyMap<string, string> | undefined;
}

/** Names of the collections of a plan. */
export function collectionsOf(overview: Overview): { units: string; facilities: string } {
  const prefix = overview.plan_id ? `plan-${overview.plan_id}` : "current";
  return { units: `${prefix}-units`, facilities: `${prefix}-facilities` };
}

/** The whole style for what is to be shown. */
export function styleOf(overview: Overview, shown: Shown, colours: Colours): StyleSpecification {
  const { units, facilities } = collectionsOf(overview);
  return {
    version: 8,
    name: overview.scenario[shown.language === "vi" ? "title_vi" : "title_en"],
    sources: {
      neighbours: tiles("neighbours"),
      units: tiles(units, "id"),
      archipelagos: tiles("archipelagos"),
      facilities: tiles(facilities, "id"),
      zones: tiles("zones", "id"),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colours.sea } },
      // Land beyond the plan has no line: no border is drawn from approximate data.
      {
        id: "neighbours",
        type: "fill",
        source: "neighbours",
        "source-layer": "neighbours",
        paint: { "fill-color": colours.land, "fill-antialias": false },
      },
      ...unitLayers(overview, units, shown, colours),
      ...facilityLayers(facilities, shown, colours),
      ...labels(units, shown, colours),
    ],
  };
}

/** Fill of a unit by what the map is coloured by. */
export function fillOf(overview: Overview, shown: Shown, colours: Colours): ExpressionSpecification {
  if (shown.fills) return matched(["get", "id"], [...shown.fills].flat(), overview.scores.no_cluster);
  if (shown.technology) return scoreFill(overview, shown.technology, colours);
  const ofCluster = overview.clusters.flatMap((cluster) => [cluster.id, cluster.colour]);
  return matched(["coalesce", ["get", "cluster"], ""], ofCluster, overview.scores.no_cluster);
}

function matched(value: unknown, labelled: readonly string[], otherwise: string): ExpressionSpecification {
  const whole = labelled.length === 0 ? ["literal", otherwise] : ["match", value, ...labelled, otherwise];
  return whole as unknown as ExpressionSpecification;
}

function scoreFill(overview: Overview, technology: string, colours: Colours): ExpressionSpecification {
  const { breaks, colours: fills } = overview.scores;
  const steps = breaks.flatMap((limit, place) => [limit, fills[place + 1] ?? colours.land]);
  const score = ["get", column("score", technology)];
  return [
    "case",
    ["!=", ["get", column("judgement", technology)], "scored"],
    colours.land,
    ["step", ["coalesce", score, 0], fills[0] ?? colours.land, ...steps],
  ] as unknown as ExpressionSpecification;
}

/** The column of a technology in the units of a plan. */
function column(name: string, technology: string): string {
  return `${name}_${technology.toLowerCase()}`;
}

/** Which units are hatched: their focuses, or the score, rest on expert reading. */
function hatched(overview: Overview, shown: Shown): FilterSpecification {
  if (shown.fills) return NOTHING;
  const { technology } = shown;
  if (technology) {
    const share = (name: string) => ["coalesce", ["get", column(`share_${name}`, technology)], 0];
    return [
      "all",
      ["==", ["get", column("judgement", technology)], "scored"],
      [">", share("expert"), ["max", share("observed"), share("estimated")]],
    ] as unknown as FilterSpecification;
  }
  const clusters = overview.clusters.filter((cluster) => cluster.focuses.some((focus) => focus.expert));
  return ["in", ["get", "cluster"], ["literal", clusters.map((cluster) => cluster.id)]] as FilterSpecification;
}

const NOTHING = ["literal", false] as unknown as FilterSpecification;

function judged(shown: Shown, judgement: string): FilterSpecification {
  if (shown.fills || !shown.technology) return NOTHING;
  return ["==", ["get", column("judgement", shown.technology)], judgement] as FilterSpecification;
}

function unitLayers(overview: Overview, layer: string, shown: Shown, colours: Colours): LayerSpecification[] {
  const units = { source: "units", "source-layer": layer } as const;
  const pattern = (id: string, image: string, filter: FilterSpecification): LayerSpecification => ({
    id,
    type: "fill",
    ...units,
    filter,
    paint: { "fill-pattern": image, "fill-opacity": shown.opacity },
  });
  return [
    {
      id: "units",
      type: "fill",
      ...units,
      paint: {
        "fill-color": fillOf(overview, shown, colours),
        "fill-opacity": shown.opacity,
        "fill-antialias": false, // the outline lies over the edge
      },
    },
    pattern("units-hatched", HATCH, hatched(overview, shown)),
    pattern("units-unjudged", DOTS, judged(shown, "cannot_be_judged")),
    pattern("units-excluded", CROSSES, judged(shown, "excluded_by_rule")),
    {
      id: "archipelagos",
      type: "line",
      source: "archipelagos",
      "source-layer": "archipelagos",
      paint: { "line-color": colours.islet, "line-width": 2 },
    },
    outline(units, colours),
  ];
}

function outline(units: { source: string; "source-layer": string }, colours: Colours): LayerSpecification {
  const state = (name: string): ExpressionSpecification => ["boolean", ["feature-state", name], false];
  return {
    id: "units-outline",
    type: "line",
    ...units,
    filter: ["<=", ["coalesce", ["get", "min_zoom"], 0], ["zoom"]], // what is tiny would be hidden by its outline
    paint: {
      "line-color": ["case", state("chosen"), colours.accent, state("pointed"), colours.ink, colours.line],
      "line-width": ["case", state("chosen"), 4, state("pointed"), 2.5, 0.8],
    },
  };
}

function facilityLayers(layer: string, shown: Shown, colours: Colours): LayerSpecification[] {
  const visible = (name: string) => ({ visibility: shown.layers.includes(name) ? "visible" : "none" }) as const;
  const isChosen: ExpressionSpecification = ["boolean", ["feature-state", "chosen"], false];
  return [
    {
      id: "zones",
      type: "circle",
      source: "zones",
      "source-layer": "zones",
      layout: visible("zones"),
      paint: {
        "circle-radius": 4,
        "circle-color": colours.halo,
        "circle-stroke-color": colours.ink,
        "circle-stroke-width": 1,
      },
    },
    {
      id: "facilities",
      type: "circle",
      source: "facilities",
      "source-layer": layer,
      layout: visible("facilities"),
      paint: {
        "circle-radius": ["match", ["get", "kind"], "key_laboratory", 7, 9],
        "circle-color": ["match", ["get", "kind"], "key_laboratory", colours.ink, colours.halo],
        "circle-stroke-color": [
          "case",
          isChosen,
          colours.accent,
          ["match", ["get", "kind"], "key_laboratory", colours.halo, colours.ink],
        ],
        "circle-stroke-width": ["case", isChosen, 4, 2],
      },
    },
  ];
}

function labels(units: string, shown: Shown, colours: Colours): LayerSpecification[] {
  const name = `name_${shown.language}`;
  const paint = { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.5 };
  return [
    {
      id: "units-names",
      type: "symbol",
      source: "units",
      "source-layer": `${units}-labels`,
      layout: {
        visibility: shown.layers.includes("names") ? "visible" : "none",
        "text-field": ["get", name],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 4, 10, 8, 14],
        "text-max-width": 7,
        "text-variable-anchor": ["center", "top", "bottom"],
      },
      paint,
    },
    {
      id: "archipelagos-names",
      type: "symbol",
      source: "archipelagos",
      "source-layer": "archipelagos-labels",
      layout: {
        "text-field": ["get", name],
        "text-font": FONT,
        "text-size": 12,
        "text-max-width": 6,
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint,
    },
  ];
}

function tiles(collection: string, promoteId?: string): SourceSpecification {
  const template = addressOf(`collections/${collection}/tiles/WebMercatorQuad/`);
  return {
    type: "vector",
    tiles: [`${template}{z}/{y}/{x}`],
    maxzoom: DEEPEST,
    ...(promoteId ? { promoteId } : {}),
  };
}
