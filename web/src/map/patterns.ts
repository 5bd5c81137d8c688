/** Patterns that no colour replaces: hatched for expert reading, dots for what cannot be judged, crosses for excluded. */
import type { Map as MapView } from "maplibre-gl";
import { CROSSES, DOTS, HATCH, type Pattern } from "./style";

const SIZE = 16;

const PATTERNS: readonly Pattern[] = [HATCH, DOTS, CROSSES];

type Brush = (brush: CanvasRenderingContext2D) => void;

const BRUSHES: Readonly<Record<Pattern, Brush>> = {
  [HATCH]: (brush) => {
    for (const start of [-SIZE, 0, SIZE]) line(brush, start, SIZE, start + SIZE, 0);
  },
  [DOTS]: (brush) => {
    for (const [x, y] of [
      [4, 4],
      [12, 12],
    ] as const) {
      brush.beginPath();
      brush.arc(x, y, 1.6, 0, 2 * Math.PI);
      brush.fill();
    }
  },
  [CROSSES]: (brush) => {
    line(brush, 4, 4, 12, 12);
    line(brush, 12, 4, 4, 12);
  },
};

/** Draw the patterns in the ink of the page, and give them to the map. */
export function addPatterns(map: MapView, ink: string): void {
  for (const name of PATTERNS) {
    const image = patternOf(name, ink);
    if (!image) continue;
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: 2 });
  }
}

/** Fill a part of a picture with a pattern. */
export function drawPattern(
  brush: CanvasRenderingContext2D,
  name: Pattern,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  brush.save();
  brush.beginPath();
  brush.rect(x, y, width, height);
  brush.clip();
  brush.translate(x, y);
  brush.lineWidth = 1;
  for (let left = 0; left < width; left += SIZE) {
    BRUSHES[name](brush);
    brush.translate(SIZE, 0);
  }
  brush.restore();
}

/** One pattern as pixels, twice as dense as the page. */
function patternOf(name: Pattern, ink: string): ImageData | undefined {
  const canvas = new OffscreenCanvas(2 * SIZE, 2 * SIZE);
  const brush = canvas.getContext("2d") as unknown as CanvasRenderingContext2D | null;
  if (!brush) return undefined;
  brush.scale(2, 2);
  brush.globalAlpha = 0.55;
  brush.strokeStyle = ink;
  brush.fillStyle = ink;
  brush.lineWidth = 1.5;
  BRUSHES[name](brush);
  return brush.getImageData(0, 0, 2 * SIZE, 2 * SIZE);
}

function line(brush: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  brush.beginPath();
  brush.moveTo(fromX, fromY);
  brush.lineTo(toX, toY);
  brush.stroke();
}
