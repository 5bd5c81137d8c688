/** A picture of the map that may leave the page: what it shows, what its colours mean, where it comes from. */
import type { Overview } from "../api/documents";
import { drawPattern } from "../map/patterns";
import type { Pattern } from "../map/style";
import type { DrawnMap } from "../state/drawn.svelte";

export interface LegendLine {
  /** Colour; that of the land if there is none. */
  readonly fill?: string;
  readonly pattern?: Pattern;
  readonly words: string;
}

export interface Frame {
  readonly title: string;
  readonly status: string;
  readonly legend: readonly LegendLine[];
  /** Colour of the land, under patterns. */
  readonly land: string;
  readonly credit: string;
}

const MARGIN = 16;
const LINE = 20;
const FONT = "'Be Vietnam Pro', sans-serif";
const INK = "#1d2327";
const PAPER = "#ffffff";

/** Draw the map with its frame. */
export async function pictureOf(map: DrawnMap, frame: Frame): Promise<HTMLCanvasElement | undefined> {
  const drawn = map.picture();
  if (!drawn) return undefined;
  const insets = await Promise.all(map.insets().map(imageOf));
  const width = drawn.width;
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d");
  if (!brush) return undefined;
  brush.font = `13px ${FONT}`;
  const inside = width - 2 * MARGIN;
  const status = wrapped(brush, frame.status, inside);
  const credit = wrapped(brush, frame.credit, inside);
  const rows = legendRows(brush, frame.legend, inside);
  const head = MARGIN + 24 + status.length * LINE;
  canvas.width = width;
  canvas.height = head + drawn.height + (rows.length + credit.length) * LINE + 2 * MARGIN;
  brush.fillStyle = PAPER;
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.fillStyle = INK;
  brush.font = `600 17px ${FONT}`;
  brush.fillText(frame.title, MARGIN, MARGIN + 10, inside);
  brush.font = `13px ${FONT}`;
  write(brush, status, MARGIN + 30);
  brush.drawImage(drawn, 0, head);
  insets.forEach((inset, place) => {
    const side = 110;
    brush.drawImage(inset, width - (place + 1) * (side + 8), head + drawn.height - side - 8, side, side);
  });
  let top = head + drawn.height + MARGIN + 6;
  for (const row of rows) {
    for (const { fill, pattern, words, left } of row) {
      brush.fillStyle = fill ?? frame.land;
      brush.fillRect(MARGIN + left, top - 11, 18, 12);
      if (pattern) drawPattern(brush, pattern, MARGIN + left, top - 11, 18, 12);
      brush.strokeRect(MARGIN + left, top - 11, 18, 12);
      brush.fillStyle = INK;
      brush.fillText(words, MARGIN + left + 24, top);
    }
    top += LINE;
  }
  write(brush, credit, top);
  return canvas;
}

/** Sources that every map of this plan must name. */
export function creditOf(overview: Overview, approximate: string): string {
  const named = overview.sources.filter(({ is_drawn }) => is_drawn);
  return [approximate, ...new Set(named.map(({ source, licence }) => `${source} (${licence})`))].join(" · ");
}

/** Break a text into lines that fit. */
export function wrapped(brush: Pick<CanvasRenderingContext2D, "measureText">, words: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && brush.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

type Placed = LegendLine & { readonly left: number };

function legendRows(brush: CanvasRenderingContext2D, legend: readonly LegendLine[], width: number): Placed[][] {
  const rows: Placed[][] = [[]];
  let left = 0;
  for (const line of legend) {
    const long = 24 + brush.measureText(line.words).width + 18;
    if (left > 0 && left + long > width) {
      rows.push([]);
      left = 0;
    }
    rows.at(-1)?.push({ ...line, left });
    left += long;
  }
  return rows;
}

function write(brush: CanvasRenderingContext2D, lines: readonly string[], top: number): void {
  lines.forEach((line, place) => {
    brush.fillText(line, MARGIN, top + place * LINE);
  });
}

/** A small map as an image: its colours are those of the page, which a file of its own would not know. */
function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [, , width = 84, height = 84] = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(2 * width));
  copy.setAttribute("height", String(2 * height));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", "#dbe7ee");
  ground.setAttribute("stroke", INK);
  copy.prepend(ground);
  for (const path of copy.querySelectorAll("path")) {
    path.setAttribute("fill", INK);
    path.setAttribute("stroke", INK);
    path.setAttribute("stroke-width", "2");
  }
  const name = document.createElementNS("http://www.w3.org/2000/svg", "text");
  name.textContent = svg.getAttribute("aria-label") ?? "";
  for (const [key, value] of Object.entries({
    x: "50%",
    y: String(height - 3),
    "text-anchor": "middle",
    "font-size": "7",
    "font-family": "sans-serif",
    fill: INK,
  }))
    name.setAttribute(key, value);
  copy.append(name);
  const image = new Image();
  const address = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }),
  );
  return new Promise((resolve, reject) => {
    image.onload = () => {
      URL.revokeObjectURL(address);
      resolve(image);
    };
    image.onerror = reject;
    image.src = address;
  });
}
