import { afterEach, expect, test, vi } from "vitest";

vi.stubGlobal("location", { search: "?language=en", pathname: "/" });
vi.stubGlobal("addEventListener", () => undefined);
vi.stubGlobal("document", { baseURI: "http://127.0.0.1/prefix/" });
const { addressOf, ask, get, Refusal } = await import("../src/api/service");

afterEach(() => vi.unstubAllGlobals());

test("the service lies beside the page, whatever stands before it", () => {
  expect(addressOf("/me")).toBe("http://127.0.0.1/prefix/me");
  expect(addressOf("plans/1")).toBe("http://127.0.0.1/prefix/plans/1");
});

test("every question is asked in the language of the page", async () => {
  const sent = vi.fn((_path: string, _init: RequestInit) => Promise.resolve(new Response('{"a": 1}')));
  vi.stubGlobal("fetch", sent);
  expect(await get("me")).toEqual({ a: 1 });
  await ask("plans", { method: "POST", content: { b: 2 } });
  const [read, written] = sent.mock.calls.map(([, init]) => init);
  for (const init of [read, written]) expect(new Headers(init?.headers).get("Accept-Language")).toBe("en");
  expect(written?.body).toBe('{"b":2}');
});

test("a problem is told in the words of the service, and silence as being offline", async () => {
  const problem = { title: "Conflict", detail: "Somebody was first.", faults: ["a", "b"] };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(problem), { status: 409 })));
  const refusal = await get("me").catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ status: 409, detail: "Somebody was first.", faults: ["a", "b"], isOffline: false });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect(await get("me").catch((error: unknown) => error)).toMatchObject({ status: 0, isOffline: true });
});
