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
