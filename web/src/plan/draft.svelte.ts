/** A scenario that is being changed: what it says now, what is wrong with it, what is stored, and the way back. */
import type { Document, ScenarioCheck, ScenarioFault, StoredScenario, Value } from "../api/planning";
import { Refusal } from "../api/service";
import { differences, firstSaid, isSame, merged, valueAt, withoutValue, withValue } from "./document";
import { History } from "./history";
import { forget, keep, keptOf } from "./kept";
import { checkScenario, readScenario, writeScenario } from "./scenarios";

const MILLISECONDS_BEFORE_CHECK = 250;

export interface Conflict {
  /** What somebody else stored meanwhile. */
  readonly theirs: StoredScenario;
}

export class Draft {
  /** What is stored, and was read before the changes. */
  stored = $state.raw<StoredScenario>() as StoredScenario;
  /** What the scenario says with the changes; never changed in place. */
  document = $state.raw<Document>({});
  /** A text that cannot be read yet; null if the document says all. */
  text = $state<string | null>(null);
  check = $state.raw<ScenarioCheck>();
  isChecking = $state(false);
  /** Why the last check did not come. */
  refusal = $state.raw<Refusal>();
  conflict = $state.raw<Conflict>();
  /** When the unsaved changes that were found were made; empty if there were none. */
  restoredFrom = $state("");
  /** What the draft was taken over from, to be said once. */
  notice = $state.raw<{ readonly what: "taken_over" | "opened_version"; readonly version: number }>();
  canUndo = $state(false);
  canRedo = $state(false);
  /** Whether the browser refuses to keep unsaved work. */
  isInDanger = $state(false);
  #history = new History<Document>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #checks = 0;

  readonly changes = $derived(differences(this.stored.document, this.document));
  readonly isChanged = $derived(this.text !== null || this.changes.length > 0);
  readonly faults = $derived<readonly ScenarioFault[]>(this.check?.faults ?? []);

  constructor(stored: StoredScenario) {
    this.#begin(stored, stored.document);
    const kept = keptOf(stored.id);
    if (kept && (kept.text !== null || !isSame(kept.document, stored.document))) this.#restore(kept);
    else forget(stored.id);
    this.#checkSoon();
  }

  /** The value at a path as the draft says it itself. */
  own(path: string): Value | undefined {
    return valueAt(this.document, path);
  }

  /** The value at a path with what the draft extends; undefined if that is not known. */
  value(path: string): Value | undefined {
    return firstSaid(this.own(path), this.check?.complete ? valueAt(this.check.complete, path) : undefined);
  }

  faultsAt(path: string): ScenarioFault[] {
    return this.faults.filter(({ where }) => where === path || where.startsWith(`${path}.`));
  }

  set(path: string, value: Value): void {
    this.change(withValue(this.document, path, value), path);
  }

  /** Say nothing at a path any more, so that what is extended counts. */
  reset(path: string): void {
    this.change(withoutValue(this.document, path), `reset ${path}`);
  }

  /** Say something else as a whole; ``what`` tells one step from another. */
  change(document: Document, what: string): void {
    if (isSame(document, this.document)) return;
    this.#history.note(this.document, what, performance.now());
    this.#now(document);
  }

  undo(): void {
    this.#now(this.#history.undo(this.document));
  }

  redo(): void {
    this.#now(this.#history.redo(this.document));
  }

  /** Take a text over as the document, if it can be read; else it is kept as it is. */
  async write(text: string): Promise<void> {
    this.text = text;
    this.#keep();
    await this.#checked({ text }, (check) => {
      if (this.text !== text || check.document === null) return; // written on meanwhile, or not readable
      this.text = null;
      this.#history.note(this.document, "text", performance.now());
      this.document = check.document;
      this.#keep();
    });
  }

  /** Store the next version. False if somebody else did first: then there is a conflict to be looked at. */
  async save(note: string): Promise<boolean> {
    try {
      this.#begin(await writeScenario(this.stored.id, this.stored.version, this.document, note), this.document);
      this.#keep();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 412)) throw error;
      this.conflict = { theirs: await readScenario(this.stored.id) };
      return false;
    }
  }

  /** Go on from what somebody else stored: with both, with theirs alone, or with mine alone. */
  settle(how: "both" | "theirs" | "mine"): void {
    if (!this.conflict) return;
    const { theirs } = this.conflict;
    const [base, mine] = [this.stored.document, this.document];
    this.#begin(theirs, mine);
    if (how === "both") this.change(merged(base, mine, theirs.document), "settle");
    if (how === "theirs") this.change(theirs.document, "settle");
    this.notice = { what: "taken_over", version: theirs.version };
    this.#keep();
    this.#checkSoon();
  }

  /** Put an older version's content before the planner; saving it makes a new version. */
  open(older: StoredScenario): void {
    this.change(older.document, "open");
    this.notice = { what: "opened_version", version: older.version };
  }

  /** Go back to what is stored; undo brings the changes back. */
  discard(): void {
    this.text = null;
    this.restoredFrom = "";
    this.change(this.stored.document, "discard");
    this.#keep();
    this.#checkSoon();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#checks += 1;
  }

  #begin(stored: StoredScenario, document: Document): void {
    this.stored = stored;
    this.document = document;
    this.conflict = undefined;
    this.notice = undefined;
    this.restoredFrom = "";
  }

  #restore(kept: { version: number; document: Document; text: string | null; at: string }): void {
    this.restoredFrom = kept.at;
    this.text = kept.text;
    this.#history.note(this.document, "restore", performance.now());
    this.document = kept.document;
    this.canUndo = true;
    if (kept.version === this.stored.version) return;
    const theirs = this.stored;
    this.stored = { ...theirs, version: kept.version }; // to be saved over, it must be what it was made from
    this.#findConflict(theirs, kept.version);
  }

  /** Somebody stored a version since the kept changes were made: compare with what they were made from. */
  async #findConflict(theirs: StoredScenario, version: number): Promise<void> {
    try {
      this.stored = await readScenario(theirs.id, version);
      this.conflict = { theirs };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusal = error;
    }
  }

  #now(document: Document): void {
    this.document = document;
    this.text = null;
    this.#keep();
    this.#checkSoon();
  }

  #keep(): void {
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
    if (!this.isChanged) {
      forget(this.stored.id);
      this.isInDanger = false;
      return;
    }
    const at = new Date().toISOString();
    this.isInDanger = !keep(this.stored.id, {
      version: this.stored.version,
      document: this.document,
      text: this.text,
      at,
    });
  }

  #checkSoon(): void {
    clearTimeout(this.#timer);
    this.isChecking = true;
    this.#timer = setTimeout(() => {
      const sent = this.text === null ? { document: this.document } : { text: this.text };
      this.#checked(sent, () => undefined);
    }, MILLISECONDS_BEFORE_CHECK);
  }

  async #checked(sent: { document: Document } | { text: string }, then: (check: ScenarioCheck) => void): Promise<void> {
    this.#checks += 1;
    const number = this.#checks;
    this.isChecking = true;
    try {
      const check = await checkScenario(sent);
      if (number !== this.#checks) return; // a newer one is on its way
      this.check = check;
      this.refusal = undefined;
      this.isChecking = false;
      then(check);
    } catch (error) {
      if (number !== this.#checks) return;
      if (!(error instanceof Refusal)) throw error;
      this.isChecking = false;
      this.refusal = error;
    }
  }
}
