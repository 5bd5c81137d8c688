import { expect, test, vi } from "vitest";

vi.stubGlobal("location", { search: "", pathname: "/" });
vi.stubGlobal("addEventListener", () => undefined);
const { readState, writeState } = await import("../src/state/address.svelte");

test("an address and the state it tells of are the same thing", () => {
  for (const query of [
    "",
    "?view=unit&unit=01",
    "?plan=a1&view=table&language=en&down=1&sort=S03",
    "?at=5.00/105.0/16.0",
  ]) {
    const state = readState(query);
    expect(readState(writeState(state))).toEqual(state);
  }
});

test("what is as at first is left out, and what is wrong is as at first", () => {
  expect(writeState(readState("?view=overview&language=vi"))).toBe("");
  expect(readState("?language=fr&theme=pink").language).toBe("vi");
});

test("what one view alone knows of stays", () => {
  expect(readState("?sort=S03").more).toEqual({ sort: "S03" });
});
