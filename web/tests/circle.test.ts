import { expect, test } from "vitest";
import { circle, distance } from "../src/map/circle";

test("every corner lies as far from the centre as asked, counter-clockwise", () => {
  const [ring] = circle(105.85, 21.03, 150).geometry.coordinates;
  if (!ring) throw new Error("no ring");
  for (const [lon = 0, lat = 0] of ring) expect(distance([105.85, 21.03], [lon, lat])).toBeCloseTo(150, 6);
  const area = ring.slice(1).reduce((sum, [x = 0, y = 0], place) => {
    const [x0 = 0, y0 = 0] = ring[place] ?? [];
    return sum + (x0 * y - x * y0) / 2;
  }, 0);
  expect(area).toBeGreaterThan(0);
  expect(ring[0]).toEqual(ring.at(-1)?.map((value, axis) => expect.closeTo(ring[0]?.[axis] ?? value, 9)));
});

test("a degree of a meridian is 111.2 km", () => {
  expect(distance([105, 10], [105, 11])).toBeCloseTo(111.195, 2);
});
