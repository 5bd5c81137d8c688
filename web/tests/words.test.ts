import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EN } from "../src/words/en";
import { VI } from "../src/words/vi";

const braces = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("both languages say everything, with the same values", () => {
  expect(Object.keys(EN).sort()).toEqual(Object.keys(VI).sort());
  for (const [key, words] of Object.entries(VI)) {
    expect(words.trim(), key).not.toBe("");
    expect(EN[key as keyof typeof VI].trim(), key).not.toBe("");
    expect(braces(EN[key as keyof typeof VI]), key).toEqual(braces(words));
  }
});

test("Vietnamese is composed (NFC)", () => {
  for (const words of Object.values(VI)) expect(words).toBe(words.normalize("NFC"));
});

test("every word is used", () => {
  const folder = join(import.meta.dirname, "..", "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf-8" });
  const pages = files.filter((name) => /\.(svelte|ts)$/.test(name) && !name.startsWith("words"));
  const code = pages.map((name) => readFileSync(join(folder, name), "utf-8")).join("\n");
  const said = new Set([...code.matchAll(/"([\w-]+)"/g)].map(([, key]) => key));
  const begun = [...code.matchAll(/`([a-z_]+_)\$\{/g)].map(([, beginning = ""]) => beginning);
  const unused = Object.keys(VI).filter(
    (key) => !said.has(key) && !begun.some((beginning) => key.startsWith(beginning)),
  );
  expect(unused).toEqual([]);
});
