/** Unsaved work, kept by the browser, so that a reload or a closed window loses nothing. */
import type { Document } from "../api/planning";

export interface Kept {
  /** Version of the stored scenario that was changed. */
  readonly version: number;
  readonly document: Document;
  /** What stands in the text and could not be read yet; null if it could. */
  readonly text: string | null;
  /** When. */
  readonly at: string;
}

/** Services of one origin do not share their drafts. */
function keyOf(id: string): string {
  return `clusterplan draft ${new URL(".", document.baseURI).pathname} ${id}`;
}

/** Whether it could be kept: a browser may refuse. */
export function keep(id: string, kept: Kept): boolean {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function forget(id: string): void {
  try {
    localStorage.removeItem(keyOf(id));
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

export function keptOf(id: string): Kept | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(id)) ?? "null");
    return isKept(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isKept(found: unknown): found is Kept {
  return typeof found === "object" && found !== null && "document" in found && "version" in found && "at" in found;
}
