/** Keeps a map moving where no graphics card draws it: what moves has fewer pixels, what stands is sharp. */
import type { Map as MapView } from "maplibre-gl";

/** Longest time between two drawings of what moves, in ms: 25 a second. */
const LONGEST = 40;
/** Drawings that took longer, one after the other, before pixels are saved. */
const SLOW = 2;

/** Watch how quickly a map is drawn while it moves, and save pixels until it stands where that takes too long. */
export function keepMoving(map: MapView): void {
  let last = 0;
  let slow = 0;
  let isCoarse = false;
  map.on("movestart", () => {
    last = 0;
  });
  map.on("render", () => {
    const now = performance.now();
    if (map.isMoving()) slow = last > 0 && now - last > LONGEST ? slow + 1 : 0;
    last = now;
  });
  // What moves is drawn after this event: the map is not empty for a moment.
  map.on("move", () => {
    if (isCoarse || slow < SLOW) return;
    isCoarse = true;
    drawAt(map, devicePixelRatio / 2);
  });
  map.on("moveend", () => {
    slow = 0;
    if (!isCoarse || map.isMoving()) return;
    isCoarse = false;
    drawAt(map, null);
    map.triggerRepaint();
  });
}

/** Draw with so many pixels, or with those of the screen: `setPixelRatio`, without the end that it makes of a movement. */
function drawAt(map: MapView, ratio: number | null): void {
  map._overridePixelRatio = ratio;
  map._resizeInternal();
}
