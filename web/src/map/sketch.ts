/** Draws the shapes of a file over the map: what has faults is told by its line too, not by its colour alone. */
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, GeoJSONSource, Map as MapView } from "maplibre-gl";

const SOURCE = "sketch";
const LAYERS = ["sketch-fill", "sketch-line", "sketch-dashes", "sketch-points"] as const;
/** Vermilion, orange and blue of a palette that colour-blind readers tell apart. */
const COLOURS = ["match", ["get", "worst"], "error", "#d55e00", "warning", "#e69f00", "#0072b2"];
const colour = COLOURS as unknown as ExpressionSpecification;

/** Show shapes, or none; whatever was shown before is gone. */
export function drawSketch(map: MapView, shapes: FeatureCollection | undefined): void {
  if (!shapes) {
    for (const layer of LAYERS) if (map.getLayer(layer)) map.removeLayer(layer);
    if (map.getSource(SOURCE)) map.removeSource(SOURCE);
    return;
  }
  const known = map.getSource<GeoJSONSource>(SOURCE);
  if (known) {
    known.setData(shapes);
    return;
  }
  map.addSource(SOURCE, { type: "geojson", data: shapes });
  const [fill, line, dashes, points] = LAYERS;
  map.addLayer({ id: fill, type: "fill", source: SOURCE, paint: { "fill-color": colour, "fill-opacity": 0.25 } });
  map.addLayer({
    id: line,
    type: "line",
    source: SOURCE,
    filter: ["!=", ["get", "worst"], "warning"],
    paint: { "line-color": colour, "line-width": ["match", ["get", "worst"], "error", 4, 1.5] },
  });
  map.addLayer({
    id: dashes,
    type: "line",
    source: SOURCE,
    filter: ["==", ["get", "worst"], "warning"],
    paint: { "line-color": colour, "line-width": 2.5, "line-dasharray": [2, 1.5] },
  });
  map.addLayer({
    id: points,
    type: "circle",
    source: SOURCE,
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-color": colour,
      "circle-radius": ["match", ["get", "worst"], "error", 7, "warning", 5, 3],
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 1,
    },
  });
}

/** West, south, east and north of shapes; nothing if there are none. */
export function boundsOf(shapes: FeatureCollection): [number, number, number, number] | undefined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [x, y] = part;
    if (typeof x === "number" && typeof y === "number") {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else part.forEach(take);
  };
  for (const { geometry } of shapes.features) if ("coordinates" in geometry) take(geometry.coordinates);
  return box[0] <= box[2] ? box : undefined;
}
