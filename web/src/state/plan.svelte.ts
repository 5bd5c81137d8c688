/** The plan that is looked at, and where everything of it is found by its id. */
import type { Cluster, Facility, Overview, Standing, Unit } from "../api/documents";
import { get } from "../api/service";
import { compared, text } from "../words";
import { address } from "./address.svelte";
import { Loading } from "./loading.svelte";

export type Technology = Overview["technologies"][number];

/** An overview with its parts by id. */
export class ShownPlan {
  readonly units: ReadonlyMap<string, Unit>;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly technologies: ReadonlyMap<string, Technology>;
  readonly facilities: ReadonlyMap<string, Facility>;

  constructor(readonly overview: Overview) {
    this.units = byKey(overview.units, (unit) => unit.id);
    this.clusters = byKey(overview.clusters, (cluster) => cluster.id);
    this.technologies = byKey(overview.technologies, (technology) => technology.id);
    this.facilities = byKey(overview.facilities, (facility) => facility.site_id);
  }

  /** Name of a unit; its code if it is in no layer of the plan. */
  unitName(code: string): string {
    return nameIn(this.units, code);
  }

  /** Name of a technology; its id if the plan has none of it. */
  technologyName(id: string): string {
    return nameIn(this.technologies, id);
  }

  /** Its id and its name: in tables people look for both. */
  technologyTitle(id: string): string {
    return this.technologies.has(id) ? `${id} ${this.technologyName(id)}` : id;
  }

  /** Name of a facility; its site if the plan has none there. */
  facilityName(site: string): string {
    return nameIn(this.facilities, site);
  }

  /** How a unit stands in a technology. */
  standing(unit: Unit, technology: string): Standing | undefined {
    return unit.standings.find((known) => known.technology === technology);
  }

  /** Units in the order of their names. */
  get unitsByName(): Unit[] {
    return [...this.overview.units].sort((one, other) => compared(text(one, "name"), text(other, "name")));
  }

  /** The technology whose score the map shows in the place of clusters, if it does. */
  get scored(): Technology | undefined {
    return address.state.colour === "score" ? this.technologies.get(address.state.technology) : undefined;
  }

  /** The cluster of a unit, if it is in one. */
  clusterOf(unit: Unit): Cluster | undefined {
    return unit.cluster === null ? undefined : this.clusters.get(unit.cluster);
  }

  /** Clusters that focus on a technology. */
  focusing(technology: string): Cluster[] {
    return this.overview.clusters.filter((cluster) => cluster.focuses.some((focus) => focus.technology === technology));
  }
}

class CurrentPlan {
  readonly overview = new Loading<Overview>();
  readonly shown = $derived(this.overview.content ? new ShownPlan(this.overview.content) : undefined);

  /** Fetch the plan that the address names, or the current one. */
  async load(): Promise<void> {
    const { plan } = address.state;
    const path = plan ? `plans/${encodeURIComponent(plan)}/overview.json` : "overview.json";
    await this.overview.load((signal) => get<Overview>(path, { signal }));
  }

  /** Path of something about this plan: ``pathOf("timeline.json")``. */
  pathOf(rest: string): string {
    return `plans/${encodeURIComponent(this.shown?.overview.plan_id ?? address.state.plan)}/${rest}`;
  }
}

type Named = Pick<Unit, "name_vi" | "name_en">;

function nameIn(things: ReadonlyMap<string, Named>, id: string): string {
  const known = things.get(id);
  return known ? text(known, "name") : id;
}

function byKey<Thing>(things: readonly Thing[], key: (thing: Thing) => string): ReadonlyMap<string, Thing> {
  return new Map(things.map((thing) => [key(thing), thing]));
}

export const current = new CurrentPlan();
