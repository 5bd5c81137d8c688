/** Where the points of a front lie in a drawing, and the front as a table for spreadsheets. */
import type { Front, FrontPoint } from "../api/studies";

export interface Scale {
  readonly place: (value: number) => number;
  /** Round numbers between the ends, for the axis. */
  readonly ticks: readonly number[];
}

/** From values to a line of the drawing; one value alone lies in its middle. */
export function scaleOf(values: readonly number[], from: number, to: number, atMost = 5): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const width = high - low;
  if (width === 0) return { place: () => (from + to) / 2, ticks: [low] };
  const step = roundStep(width / (atMost - 1));
  const start = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - start + 1;
  return {
    place: (value) => from + ((value - low) / width) * (to - from),
    ticks: Array.from({ length: count }, (_, place) => Number(((start + place) * step).toPrecision(12))),
  };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9)) ?? 10 * power;
}

const COLUMNS: readonly (keyof FrontPoint)[] = [
  "number",
  "level",
  "objective",
  "bound",
  "is_proven",
  "loss_share_at_least",
  "loss_share_at_most",
];

/** The table, one line for each point; numbers as programs read them. The mark tells spreadsheets the encoding. */
export function csvOf(front: Front): string {
  const whole = ["criterion", ...COLUMNS, "title_vi", "title_en", "unit_vi", "unit_en"];
  const rows = front.points.map((point) => [
    front.criterion,
    ...COLUMNS.map((name) => point[name] ?? ""),
    front.title_vi,
    front.title_en,
    front.unit_vi,
    front.unit_en,
  ]);
  return `\ufeff${[whole, ...rows].map((row) => row.map(quoted).join(",")).join("\n")}\n`;
}

function quoted(value: unknown): string {
  const said = String(value);
  return /[",\n]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said;
}
