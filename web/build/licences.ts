/** The licences of everything that goes into the page, beside it: ``licences.txt``. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/** Write down each package that a module came from, its licence, and the licence's words. */
export function licences(): Plugin {
  return {
    name: "licences",
    apply: "build",
    generateBundle() {
      const packages = new Set([...this.getModuleIds()].map(packageOf).filter((found) => found !== undefined));
      const source = [...packages]
        .sort()
        .map(wordsOf)
        .join(`\n\n${"-".repeat(79)}\n\n`);
      this.emitFile({ type: "asset", fileName: "licences.txt", source: `${source}\n` });
    },
  };
}

/** The folder of the package that a module belongs to; none for our own modules. */
function packageOf(id: string): string | undefined {
  const [, inside] = /^\0?(.*?\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? [];
  return inside;
}

function wordsOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((known) => /^licen[cs]e/i.test(known));
  const words = file ? readFileSync(join(folder, file), "utf8").trim() : besides(folder);
  return `${name} ${version} (${license})\n\n${words}`;
}

/** Words of the licence in a package's readme, where it has no file of its own. */
function besides(folder: string): string {
  const readme = ["README.md", "readme.md"].map((file) => join(folder, file)).find((file) => existsSync(file));
  const words = readme && /^#+\s*licen[cs]e[\s\S]*/im.exec(readFileSync(readme, "utf8"))?.[0];
  return words ?? `See ${dirname(folder)}`.replace(/.*node_modules/, "node_modules");
}
