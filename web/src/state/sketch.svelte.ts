/** Shapes that a page lays over the map for as long as it is open: those of a file that is being checked. */
import type { FeatureCollection } from "geojson";

class Sketch {
  shapes = $state.raw<FeatureCollection>();
}

export const sketch = new Sketch();
