/** The service that this page came from: what it answers, and what it says when it cannot. */

import { untrack } from "svelte";
import { address } from "../state/address.svelte";

/** Where the service lies: beside the page, whatever prefix a proxy puts before it. */
const base = new URL(".", document.baseURI);

/** The address of something that the service has. */
export function addressOf(path: string): string {
  return new URL(path.replace(/^\//, ""), base).href;
}

/** What the service says when it cannot do what was asked (RFC 9457). */
export class Refusal extends Error {
  constructor(
    /** HTTP status; 0 if there was no answer at all. */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** The whole problem document, for those who know more of it. */
    readonly document: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || title);
  }

  /** Every single fault, where there are several. */
  get faults(): readonly string[] {
    const { faults } = this.document;
    return Array.isArray(faults) ? faults.map(String) : [];
  }

  /** Whether nothing came back: the network or the server is away. */
  get isOffline(): boolean {
    return this.status === 0;
  }
}

type Asked = Omit<RequestInit, "body"> & { readonly content?: unknown };

/** Ask the service in the reader's language, and return its answer whatever it is made of. */
export async function ask(path: string, asked: Asked = {}): Promise<Response> {
  const { content, ...init } = asked;
  const headers = new Headers(init.headers);
  if (!headers.has("Accept")) headers.set("Accept", "application/json");
  headers.set(
    "Accept-Language",
    untrack(() => address.state.language),
  ); // another language is no new question
  if (content !== undefined) headers.set("Content-Type", "application/json");
  const body = content === undefined ? null : JSON.stringify(content);
  let answer: Response;
  try {
    answer = await fetch(addressOf(path), { ...init, headers, body });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "", "");
  }
  if (!answer.ok) throw await refusalOf(answer);
  return answer;
}

/** Ask the service for a document of JSON. */
export async function get<Document>(path: string, asked: Asked = {}): Promise<Document> {
  return (await ask(path, asked)).json() as Promise<Document>;
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const said: unknown = await answer.json().catch(() => ({}));
  const problem = (typeof said === "object" && said !== null ? said : {}) as Record<string, unknown>;
  const { title, detail } = problem;
  return new Refusal(
    answer.status,
    typeof title === "string" ? title : answer.statusText,
    typeof detail === "string" ? detail : "",
    problem,
  );
}
