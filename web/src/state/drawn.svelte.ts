/** The map that is on the page just now, for those who want a picture of it. */

export interface DrawnMap {
  /** The picture as it is drawn now, without what lies over it. */
  readonly picture: () => HTMLCanvasElement | undefined;
  /** Small maps that stand over it. */
  readonly insets: () => readonly SVGSVGElement[];
}

class Drawn {
  map = $state.raw<DrawnMap>();
  /** Whether all of it is on the screen: until then a light drawing stands in its place. */
  isReady = $state(false);
  /** To be called when the light drawing is on the screen. */
  see: () => void = () => {};
  /** Waits for that. */
  readonly seen = new Promise<void>((resolve) => {
    this.see = resolve;
  });
}

export const drawn = new Drawn();
