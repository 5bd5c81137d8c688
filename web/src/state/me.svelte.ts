/** Who looks at the page, and what he may do. The service decides; this only hides what it would refuse. */
import { ask, get } from "../api/service";
import { Loading } from "./loading.svelte";

export type Role = "viewer" | "planner" | "publisher" | "auditor";

export interface Person {
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly provinces: readonly string[];
  readonly way: string;
  readonly csrf: string | null;
  readonly login: string | null;
}

class Me {
  readonly person = new Loading<Person>();

  load(): Promise<void> {
    return this.person.load((signal) => get<Person>("me", { signal }));
  }

  is(...roles: readonly Role[]): boolean {
    return roles.some((role) => this.person.content?.roles.includes(role));
  }

  /** Whether one came by signing in, so that one can sign out. */
  get isSignedIn(): boolean {
    return this.person.content?.way === "session";
  }

  /** Sign out here, and then where one signed in, if that can be done. */
  async signOut(): Promise<void> {
    const { provider }: { provider: string | null } = await (await this.change("POST", "logout")).json();
    if (provider) location.assign(provider);
    else location.reload();
  }

  /** Change something at the service: what a page from elsewhere could not send goes with it. */
  change(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    content?: unknown,
    headers: HeadersInit = {},
    signal: AbortSignal | null = null,
  ): Promise<Response> {
    const sent = new Headers(headers);
    const token = this.person.content?.csrf;
    if (token) sent.set("X-CSRF-Token", token);
    return ask(path, { method, content, headers: sent, signal });
  }
}

export const me = new Me();
