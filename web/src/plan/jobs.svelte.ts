/** One's own jobs, each heard of as it changes. */
import type { Job } from "../api/planning";
import { addressOf, get } from "../api/service";
import { Loading } from "../state/loading.svelte";
import { me } from "../state/me.svelte";

export class Jobs {
  readonly listed = new Loading<readonly Job[]>();
  /** Whether the service is away just now; the jobs go on. */
  isAway = $state(false);
  #heard = $state.raw<ReadonlyMap<string, Job>>(new Map());
  readonly #sources = new Map<string, EventSource>();

  /** The jobs, the last asked first, each as it was last heard of. */
  readonly all = $derived((this.listed.content ?? []).map((job) => this.#heard.get(job.jobID) ?? job));

  async load(): Promise<void> {
    await this.listed.load(async (signal) => (await get<{ jobs: Job[] }>("jobs?limit=50", { signal })).jobs);
    for (const job of this.listed.content ?? []) if (!hasEnded(job)) this.#listen(job.jobID);
  }

  /** Ask for a plan of a scenario; its job is at the top of the list. */
  async solve(inputs: Readonly<Record<string, unknown>>): Promise<Job> {
    return this.#started(await me.change("POST", "processes/allocation/execution", { inputs }));
  }

  async again(job: Job): Promise<Job> {
    return this.#started(await me.change("POST", `jobs/${job.jobID}/rerun`));
  }

  /** End it with the best that it has. */
  async stop(job: Job): Promise<void> {
    this.#hear(await (await me.change("POST", `jobs/${job.jobID}/stop`)).json());
  }

  /** End it, or forget what came of it. */
  async dismiss(job: Job): Promise<void> {
    this.#hear(await (await me.change("DELETE", `jobs/${job.jobID}`)).json());
  }

  close(): void {
    for (const source of this.#sources.values()) source.close();
    this.#sources.clear();
  }

  async #started(answer: Response): Promise<Job> {
    const job: Job = await answer.json();
    this.listed.content = [job, ...(this.listed.content ?? [])];
    this.#listen(job.jobID);
    return job;
  }

  #listen(id: string): void {
    if (this.#sources.has(id)) return;
    const source = new EventSource(addressOf(`jobs/${id}/events`));
    this.#sources.set(id, source);
    const hear = (event: MessageEvent<string>) => {
      this.isAway = false;
      this.#hear(JSON.parse(event.data));
    };
    source.addEventListener("status", hear);
    source.addEventListener("end", (event) => {
      hear(event);
      this.#leave(id);
    });
    source.addEventListener("error", () => {
      this.isAway = true; // the browser tries again by itself unless it was refused
      if (source.readyState === EventSource.CLOSED) this.#leave(id);
    });
  }

  #leave(id: string): void {
    this.#sources.get(id)?.close();
    this.#sources.delete(id);
  }

  #hear(job: Job): void {
    this.#heard = new Map([...this.#heard, [job.jobID, job]]);
    if (hasEnded(job)) this.#leave(job.jobID);
  }
}

export function hasEnded(job: Job): boolean {
  return job.status !== "accepted" && job.status !== "running";
}
