/** Steps that can be taken back and taken again. Changes of one thing that follow each other quickly are one step. */

const MOST_STEPS = 200;
const MILLISECONDS_OF_A_STEP = 1000;

export class History<Content> {
  readonly #past: Content[] = [];
  #future: Content[] = [];
  #last = { what: "", at: Number.NEGATIVE_INFINITY };

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Note how it was before a change of something. */
  note(before: Content, what: string, now: number): void {
    const goesOn = what === this.#last.what && now - this.#last.at < MILLISECONDS_OF_A_STEP && this.canUndo;
    if (!goesOn) this.#past.push(before);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future = [];
    this.#last = { what, at: now };
  }

  /** How it was before the last change; ``now`` can be had again. */
  undo(now: Content): Content {
    const before = this.#past.pop();
    if (before === undefined) return now;
    this.#future.push(now);
    this.#last = { what: "", at: Number.NEGATIVE_INFINITY };
    return before;
  }

  redo(now: Content): Content {
    const after = this.#future.pop();
    if (after === undefined) return now;
    this.#past.push(now);
    return after;
  }
}
