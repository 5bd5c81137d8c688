/**
 * MapLibre from its sources instead of its bundles: the page and its worker then share one chunk, which the published
 * bundles each carry for themselves (about 90 kB gzipped of 440), and what nobody uses falls away: controls, and the
 * reader of a form of tiles that the service does not send.
 */
import { fileURLToPath } from "node:url";
import { type Plugin, transformWithOxc } from "vite";

const sources = fileURLToPath(new URL("../node_modules/maplibre-gl/src/", import.meta.url));
const WORKER = "virtual:map-worker";
const OTHER_TILES = `${sources}source/vector_tile_mlt.ts`;

/** What the client uses of MapLibre, each from the module that defines it. */
const USED: Readonly<Record<string, string>> = {
  Map: "ui/map.ts",
  NavigationControl: "ui/control/navigation_control.ts",
  ScaleControl: "ui/control/scale_control.ts",
  prewarm: "util/global_worker_pool.ts",
};

/** Build MapLibre and its worker as parts of the page. */
export function leanMap(): Plugin {
  return {
    name: "lean-map",
    apply: "build",
    enforce: "pre",
    resolveId(id) {
      return id === "maplibre-gl" || id === WORKER ? `\0${id}` : undefined;
    },
    // MapLibre declares fields that its base classes set: they must not be set anew, as the standard would have it.
    async transform(code, id) {
      if (id === OTHER_TILES) return "export class MLTVectorTile {}";
      if (!id.startsWith(sources) || !id.endsWith(".ts")) return undefined;
      return transformWithOxc(code, id, {
        target: "es2023",
        typescript: { removeClassFieldsWithoutInitializer: true },
      });
    },
    load(id) {
      if (id === `\0${WORKER}`) {
        const worker = this.emitFile({ type: "chunk", id: `${sources}source/worker.ts`, name: "map-worker" });
        return `export default import.meta.ROLLUP_FILE_URL_${worker};`;
      }
      if (id !== "\0maplibre-gl") return undefined;
      const exports = Object.entries(USED).map(
        ([name, file]) => `export { ${name} } from ${JSON.stringify(sources + file)};`,
      );
      const config = JSON.stringify(`${sources}util/config.ts`);
      return [
        ...exports,
        `import { config } from ${config};`,
        "export const setWorkerUrl = (url) => { config.WORKER_URL = url; };",
      ].join("\n");
    },
  };
}

/** Ask for the map and what it needs with the page, before the page's own script asks for it. */
export function mapFirst(): Plugin {
  return {
    name: "map-first",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((part) => part.type === "chunk");
        const map = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith("/src/map/Map.svelte")));
        const needed = map ? [map.fileName, ...map.imports] : [];
        const module = (file: string) => ({ tag: "link", attrs: { rel: "modulepreload", href: `./${file}` } });
        return needed.map(module);
      },
    },
  };
}

/** The same name while developing, where the published worker does. */
export function workerWhileDeveloping(): Plugin {
  return {
    name: "map-worker-while-developing",
    apply: "serve",
    resolveId: (id) => (id === WORKER ? `\0${WORKER}` : undefined),
    load: (id) =>
      id === `\0${WORKER}` ? 'export { default } from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";' : undefined,
  };
}
