/** One's own jobs, each heard of as it changes. */
import type { Job } from "../api/planning";
import { addressOf, get } from "../api/service";
import { Loading } from "../state/loading.svelte";
import { me } from "../state/me.svelte";

/** Streams at a time: a browser opens about six connections to a server, and the rest of the page needs some. */
const MOST_STREAMS = 2;
const SECONDS_BETWEEN_LOOKS = 5;

export class Jobs {
  readonly listed = new Loading<readonly Job[]>();
  /** Whether the service is away just now; the jobs go on. */
  isAway = $state(false);
  #heard = $state.raw<ReadonlyMap<string, Job>>(new Map());
  readonly #sources = new Map<string, EventSource>();
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The jobs, the last asked first, each as it was last heard of. */
  readonly all = $derived((this.listed.content ?? []).map((job) => this.#heard.get(job.jobID) ?? job));

  /** Jobs of one process alone, or of all. */
  constructor(readonly process = "") {}

  async load(): Promise<void> {
    const path = `jobs?limit=50${this.process && `&processID=${this.process}`}`;
    await this.listed.load(async (signal) => (await get<{ jobs: Job[] }>(path, { signal })).jobs);
    this.#follow();
  }

  /** Hear of the first jobs as they change, and look at the others now and then: browsers open few connections. */
  #follow(): void {
    clearTimeout(this.#timer);
    const going = this.all.filter((job) => !hasEnded(job));
    for (const job of going) this.#listen(job.jobID);
    const isHeard = going.every((job) => this.#sources.has(job.jobID));
    if (!isHeard && !this.#isClosed) this.#timer = setTimeout(() => this.load(), SECONDS_BETWEEN_LOOKS * 1000);
  }

  /** Ask for a plan of a scenario; its job is at the top of the list. */
  solve(inputs: Readonly<Record<string, unknown>>): Promise<Job> {
    return this.ask(inputs, "allocation");
  }

  /** Ask for anything else. */
  async ask(inputs: Readonly<Record<string, unknown>>, process = this.process): Promise<Job> {
    return this.#started(await me.change("POST", `processes/${process}/execution`, { inputs }));
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
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const source of this.#sources.values()) source.close();
    this.#sources.clear();
  }

  async #started(answer: Response): Promise<Job> {
    const job: Job = await answer.json();
    this.listed.content = [job, ...(this.listed.content ?? [])];
    this.#follow();
    return job;
  }

  #listen(id: string): void {
    if (this.#isClosed || this.#sources.has(id) || this.#sources.size >= MOST_STREAMS) return;
    const source = new EventSource(addressOf(`jobs/${id}/events`));
    this.#sources.set(id, source);
    const hear = (event: MessageEvent<string>) => {
      this.isAway = false;
      this.#hear(JSON.parse(event.data));
    };
    source.addEventListener("open", () => {
      this.isAway = false;
    });
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
    if (hasEnded(job)) {
      this.#leave(job.jobID);
      this.#follow();
    }
  }
}

export function hasEnded(job: Job): boolean {
  return job.status !== "accepted" && job.status !== "running";
}
