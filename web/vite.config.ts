import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { leanMap, mapFirst, workerWhileDeveloping } from "./build/lean_map.ts";
import { licences } from "./build/licences.ts";

const service = process.env.CLUSTERPLAN_SERVICE ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "./", // the service may be mounted anywhere
  plugins: [svelte(), licences(), leanMap(), mapFirst(), workerWhileDeveloping()],
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200, // MapLibre is one piece
    assetsInlineLimit: 0, // the policy of the page allows no data: fonts
  },
  server: {
    proxy: Object.fromEntries(
      [
        "/api",
        "/bundled-scenarios",
        "/collections",
        "/jobs",
        "/login",
        "/logout",
        "/me",
        "/overview.json",
        "/plans",
        "/processes",
        "/scenario-checks",
        "/scenarios",
        "/schemas",
      ].map((path) => [path, service]),
    ),
  },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
