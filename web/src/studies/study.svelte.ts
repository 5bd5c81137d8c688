/** One kind of question about the plan that is shown: ask it, follow it, stop it, and open an answer. */
import type { Job } from "../api/planning";
import { get } from "../api/service";
import { hasEnded, Jobs } from "../plan/jobs.svelte";
import { Loading } from "../state/loading.svelte";

export class Study<Answer> {
  readonly answer = new Loading<Answer>();
  readonly jobs: Jobs;
  /** Those about the plan that is shown, the last asked first. */
  readonly own: readonly Job[] = $derived.by(() => this.jobs.all.filter(({ about }) => about?.plan === this.plan()));
  /** Those that are still being worked on. */
  readonly going: readonly Job[] = $derived(this.own.filter((job) => !hasEnded(job)));
  /** Those that have an answer. */
  readonly done: readonly Job[] = $derived(this.own.filter(({ status }) => status === "successful"));
  #opened = "";

  constructor(
    readonly process: string,
    readonly plan: () => string,
  ) {
    this.jobs = new Jobs(process);
  }

  /** Ask about the plan that is shown. */
  ask(inputs: Readonly<Record<string, unknown>>): Promise<Job> {
    return this.jobs.ask({ plan: this.plan(), ...inputs });
  }

  /** Fetch an answer, unless it is the one that is there; nothing is shown of none. */
  async open(id: string, again = false): Promise<void> {
    if (id === this.#opened && !again) return;
    if (id !== this.#opened) this.answer.clear();
    this.#opened = id;
    if (id) await this.answer.load((signal) => get<Answer>(`jobs/${id}/results`, { signal }));
  }
}
