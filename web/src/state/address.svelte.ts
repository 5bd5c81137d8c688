/**
 * The address of the page is the whole state of the view: whoever is sent it sees the same.
 * Everything that one can look at has a name here, and nothing is remembered elsewhere.
 */

export interface ViewState {
  /** Id of the plan; empty for the current one. */
  readonly plan: string;
  /** Id of a view of the registry. */
  readonly view: string;
  /** Code of the chosen unit; empty for none. */
  readonly unit: string;
  /** Id of the chosen technology; empty for none. */
  readonly technology: string;
  /** Site of the chosen facility; empty for none. */
  readonly facility: string;
  /** What the map is coloured by: ``clusters``, or the score in the chosen technology. */
  readonly colour: "clusters" | "score";
  /** Optional layers that are on, sorted, by commas. */
  readonly layers: string;
  /** Of the colours of the units, in per cent. */
  readonly opacity: string;
  /** Zoom, longitude and latitude by slashes; empty for everything at once. */
  readonly at: string;
  readonly language: "vi" | "en";
  readonly theme: "auto" | "light" | "dark";
  /** Anything that one view alone knows of, by its own name. */
  readonly more: Readonly<Record<string, string>>;
}

const NOTHING: ViewState = {
  plan: "",
  view: "overview",
  unit: "",
  technology: "",
  facility: "",
  colour: "clusters",
  layers: "facilities,names",
  opacity: "100",
  at: "",
  language: "vi",
  theme: "auto",
  more: {},
};
const NAMES = Object.keys(NOTHING).filter((name) => name !== "more") as (keyof Omit<ViewState, "more">)[];
const CHOICES: Partial<Record<keyof ViewState, readonly string[]>> = {
  colour: ["clusters", "score"],
  opacity: ["20", "40", "60", "80", "100"],
  language: ["vi", "en"],
  theme: ["auto", "light", "dark"],
};

/** Read the state that an address tells of; what it does not say, or says wrongly, is as at first. */
export function readState(search: string): ViewState {
  const told = new URLSearchParams(search);
  const state: Record<string, unknown> = { ...NOTHING };
  for (const name of NAMES) {
    const value = told.get(name);
    if (value !== null && (CHOICES[name]?.includes(value) ?? true)) state[name] = value;
  }
  const others = [...told].filter(([name]) => !(name in NOTHING));
  return { ...state, more: Object.fromEntries(others) } as ViewState;
}

/** Write a state as the query of an address; what is as at first is left out. */
export function writeState(state: ViewState): string {
  const told = new URLSearchParams();
  for (const name of NAMES) if (state[name] !== NOTHING[name]) told.set(name, state[name]);
  for (const [name, value] of Object.entries(state.more).sort()) if (value) told.set(name, value);
  const query = told.toString();
  return query ? `?${query}` : "";
}

class Address {
  state = $state.raw<ViewState>(readState(location.search));

  constructor() {
    addEventListener("popstate", () => {
      this.state = readState(location.search);
    });
  }

  /** The address of this view with some things changed. */
  link(changed: Partial<ViewState>): string {
    return `${location.pathname}${writeState(this.#with(changed))}`;
  }

  /** Look at something else; the browser's back button leads back. */
  go(changed: Partial<ViewState>): void {
    this.#move(changed, "pushState");
  }

  /** Note a small change, such as a moved map, without a step to go back. */
  note(changed: Partial<ViewState>): void {
    this.#move(changed, "replaceState");
  }

  /** Something that one view alone knows of. */
  more(name: string): string {
    return this.state.more[name] ?? "";
  }

  #with(changed: Partial<ViewState>): ViewState {
    return { ...this.state, ...changed, more: { ...this.state.more, ...changed.more } };
  }

  #move(changed: Partial<ViewState>, how: "pushState" | "replaceState"): void {
    const state = this.#with(changed);
    const query = writeState(state);
    this.state = state;
    if (query !== location.search) history[how](null, "", query || location.pathname);
  }
}

export const address = new Address();
