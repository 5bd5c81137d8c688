/** Light or dark, still or moving, and what that makes of the map's colours. */
import type { Colours } from "../map/style";
import { address } from "./address.svelte";

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

const LIGHT: Colours = {
  sea: "#dbe7ee",
  land: "#f3f1ec",
  line: "#6f6f6f",
  ink: "#1d2327",
  halo: "#ffffff",
  islet: "#1d2327",
  accent: "#b3003c",
};
/** Fills of clusters and scores stay as they are, so that two people speak of the same colours. */
const DARK: Colours = {
  ...LIGHT,
  sea: "#1c2a33",
  land: "#39424a",
  line: "#22282c",
  islet: "#f3f1ec",
  accent: "#d6004d",
};

class Appearance {
  #isDarkDevice = $state(dark.matches);
  isStill = $state(still.matches);

  constructor() {
    dark.addEventListener("change", () => {
      this.#isDarkDevice = dark.matches;
    });
    still.addEventListener("change", () => {
      this.isStill = still.matches;
    });
  }

  get isDark(): boolean {
    const { theme } = address.state;
    return theme === "auto" ? this.#isDarkDevice : theme === "dark";
  }

  mapColours(): Colours {
    return this.isDark ? DARK : LIGHT;
  }
}

export const appearance = new Appearance();
