/** Something that is fetched: not there yet, there, or not to be had and why. */
import { untrack } from "svelte";
import { Refusal } from "../api/service";

export class Loading<Content> {
  /** What came last; it stays while something newer is on its way or cannot be had. */
  content = $state.raw<Content>();
  /** Why the last try failed. */
  refusal = $state.raw<Refusal>();
  isUnderWay = $state(false);
  #controller: AbortController | undefined;

  /** Whether what is shown is older than what was asked for. */
  get isStale(): boolean {
    return this.content !== undefined && this.refusal !== undefined;
  }

  /** Fetch; an earlier fetch that is still under way is given up. */
  async load(fetched: (signal: AbortSignal) => Promise<Content>): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.isUnderWay = true;
    try {
      const content = await fetched(controller.signal);
      if (controller.signal.aborted) return;
      this.content = content;
      this.refusal = undefined;
    } catch (error) {
      if (controller.signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      this.refusal = error;
    } finally {
      if (this.#controller === controller) this.isUnderWay = false;
    }
  }

  /** Forget everything: something else is shown now. */
  clear(): void {
    this.#controller?.abort();
    this.content = undefined;
    this.refusal = undefined;
    this.isUnderWay = false;
  }
}

/** Do something at first and whenever a value has become another; what else it reads does not start it again. */
export function whenever<Watched>(watched: () => Watched, act: (now: Watched) => void): void {
  const value = $derived(watched());
  $effect(() => {
    const now = value;
    untrack(() => act(now));
  });
}
