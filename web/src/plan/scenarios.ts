/** The scenarios of the service: those that come with it, and those that planners store. */
import type { Document, Job, Repair, ScenarioCheck, ScenarioVersion, StoredScenario } from "../api/planning";
import { get, Refusal } from "../api/service";
import { me } from "../state/me.svelte";
import { laidOver } from "./document";

export interface Choices {
  /** Complete, as the service ships them. */
  readonly bundled: readonly Document[];
  readonly stored: readonly ScenarioVersion[];
}

export async function scenarioChoices(signal: AbortSignal): Promise<Choices> {
  const [bundled, stored] = await Promise.all([
    get<{ scenarios: Document[] }>("bundled-scenarios", { signal }),
    get<{ scenarios: ScenarioVersion[] }>("scenarios", { signal }),
  ]);
  return { bundled: bundled.scenarios, stored: stored.scenarios };
}

export function readScenario(id: string, version?: number, signal?: AbortSignal): Promise<StoredScenario> {
  const rest = version === undefined ? "" : `/versions/${version}`;
  return get<StoredScenario>(`scenarios/${encodeURIComponent(id)}${rest}`, signal ? { signal } : {});
}

export async function createScenario(document: Document, note: string): Promise<StoredScenario> {
  return (await me.change("POST", "scenarios", { document, note })).json();
}

/** Store the next version, unless somebody else did since ``version`` was read: then the refusal has status 412. */
export async function writeScenario(
  id: string,
  version: number,
  document: Document,
  note: string,
): Promise<StoredScenario> {
  const headers = { "If-Match": `"${version}"` };
  return (await me.change("PUT", `scenarios/${encodeURIComponent(id)}`, { document, note }, headers)).json();
}

export async function checkScenario(draft: { document: Document } | { text: string }): Promise<ScenarioCheck> {
  return (await me.change("POST", "scenario-checks", draft)).json();
}

const MOST_TRIES = 50;

/** Store what a repair makes of the scenario of a job: its next version, or a new scenario where it was not stored. */
export async function storeRepaired(job: Job, repair: Repair, note: string): Promise<StoredScenario> {
  const id = job.about?.scenario;
  const version = job.about?.scenario_version;
  if (id !== undefined && version !== undefined) {
    const read = await readScenario(id, version);
    return writeScenario(id, version, laidOver(read.document, repair.patch), note);
  }
  if (id === undefined) throw new Refusal(409, "", note);
  const { bundled } = await scenarioChoices(new AbortController().signal);
  const parent = bundled.find((known) => known.id === id) ?? {};
  for (let number = 1; ; number += 1) {
    const document = laidOver(
      {
        extends: id,
        id: `${id.slice(0, 50)}-repaired${number > 1 ? `-${number}` : ""}`,
        title_vi: `${parent.title_vi ?? id} (đã sửa)`,
        title_en: `${parent.title_en ?? id} (repaired)`,
      },
      repair.patch,
    );
    try {
      return await createScenario(document, note);
    } catch (error) {
      const isTaken = error instanceof Refusal && error.status === 409;
      if (!isTaken || number >= MOST_TRIES) throw error;
    }
  }
}
