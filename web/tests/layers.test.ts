import { describe, expect, it } from "vitest";
import { pathOf } from "../src/layers/question";
import { boundsOf } from "../src/map/sketch";

const NOTHING = {
  layer: "sites",
  file: "tệp.csv",
  repairs: [],
  crs: "",
  part: "",
  decimal: "",
  unitVintage: "",
  renamed: "",
};

describe("a question about a file", () => {
  it("leaves out what is not said", () => {
    expect(pathOf(NOTHING)).toBe("layer-checks?layer=sites&file=t%E1%BB%87p.csv");
  });

  it("says the rest, repairs in their order", () => {
    const said = { ...NOTHING, repairs: ["trim", "encoding"], renamed: " mã=code \n\nTên=name", decimal: "comma" };
    const told = new URLSearchParams(pathOf(said, "gpkg").split("?")[1]);
    expect(told.getAll("repair")).toEqual(["encoding", "trim"]);
    expect(told.getAll("rename")).toEqual(["mã=code", "Tên=name"]);
    expect([told.get("decimal"), told.get("f"), told.get("crs")]).toEqual(["comma", "gpkg", null]);
  });
});

describe("the bounds of shapes", () => {
  const feature = (type: "Point" | "LineString", coordinates: unknown) =>
    ({ type: "Feature", properties: {}, geometry: { type, coordinates } }) as never;

  it("hold all of them", () => {
    const features = [
      feature("Point", [105, 21]),
      feature("LineString", [
        [104, 9],
        [106, 12],
      ]),
    ];
    expect(boundsOf({ type: "FeatureCollection", features })).toEqual([104, 9, 106, 21]);
  });

  it("are nothing without shapes", () => {
    expect(boundsOf({ type: "FeatureCollection", features: [] })).toBeUndefined();
  });
});
