/** Sends a file to be checked. `fetch` tells nothing of what has been sent so far, so it is the older way. */
import { addressOf, Refusal } from "../api/service";

export interface Sending {
  /** Share of the file that the server has; 1 while it is checked. */
  readonly onprogress: (share: number) => void;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
}

/** Send a file, and return the answer's bytes; undefined if it was given up. */
export function sendFile(
  path: string,
  file: Blob,
  { onprogress, signal, headers }: Sending,
): Promise<Blob | undefined> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressOf(path));
    request.responseType = "blob";
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 0);
    request.upload.onload = () => onprogress(1);
    request.onload = () => {
      if (request.status === 200) resolve(request.response as Blob);
      else refusalOf(request).then(reject, reject);
    };
    request.onerror = () => reject(new Refusal(0, "", ""));
    request.onabort = () => resolve(undefined);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

async function refusalOf(request: XMLHttpRequest): Promise<Refusal> {
  const said = await (request.response as Blob).text();
  let problem: Record<string, unknown> = {};
  try {
    problem = JSON.parse(said);
  } catch {
    // a proxy answers in its own words
  }
  const { title, detail } = problem;
  return new Refusal(
    request.status,
    typeof title === "string" ? title : request.statusText,
    typeof detail === "string" ? detail : "",
    problem,
  );
}
