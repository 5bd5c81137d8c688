/** The map that is on the page just now, for those who want a picture of it. */

export interface DrawnMap {
  /** The picture as it is drawn now, without what lies over it. */
  readonly picture: () => HTMLCanvasElement | undefined;
  /** Small maps that stand over it. */
  readonly insets: () => readonly SVGSVGElement[];
}

class Drawn {
  map = $state.raw<DrawnMap>();
}

export const drawn = new Drawn();
