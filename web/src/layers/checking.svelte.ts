/** One file on its way to the service and back: how far it is, what was found, or why nothing was. */
import type { LayerCheck } from "../api/documents";
import { Refusal } from "../api/service";
import { address } from "../state/address.svelte";
import { me } from "../state/me.svelte";
import { pathOf, type Question } from "./question";
import { sendFile } from "./sending";

export class Checking {
  found = $state.raw<LayerCheck>();
  refusal = $state.raw<Refusal>();
  /** Share of the file that has been sent; undefined while nothing is under way. */
  sent = $state<number>();
  isMakingFile = $state(false);
  /** What was found belongs to this file and question. */
  file = $state.raw<File>();
  question = $state.raw<Question>();
  #controller: AbortController | undefined;

  /** Have a file checked; one that is under way is given up. */
  async check(file: File, question: Question): Promise<void> {
    const answer = await this.#send(file, pathOf(question));
    if (answer) {
      this.found = JSON.parse(await answer.text());
      this.file = file;
      this.question = question;
    }
  }

  /** The faulty features of the file that was checked: it is sent again, for nothing of it was kept. */
  async faulty(): Promise<Blob | undefined> {
    if (!this.file || !this.question) return undefined;
    this.isMakingFile = true;
    try {
      return await this.#send(this.file, pathOf(this.question, "gpkg"));
    } finally {
      this.isMakingFile = false;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  /** Forget what was found. */
  clear(): void {
    this.cancel();
    this.found = undefined;
    this.refusal = undefined;
  }

  async #send(file: File, path: string): Promise<Blob | undefined> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    this.refusal = undefined;
    this.sent = 0;
    const headers = { ...me.token, "Accept-Language": address.state.language };
    const onprogress = (share: number) => {
      if (this.#controller === controller) this.sent = share;
    };
    try {
      return await sendFile(path, file, { onprogress, signal: controller.signal, headers });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusal = error;
      return undefined;
    } finally {
      if (this.#controller === controller) this.sent = undefined;
    }
  }
}
