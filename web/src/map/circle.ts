/** A circle on the ground as a polygon: what lies within reach of a facility. */
import type { Feature, Polygon } from "geojson";

const EARTH_KM = 6371.0088;
const CORNERS = 96;

/** Every point at a distance from a place on a sphere; good to a few per mille. */
export function circle(longitude: number, latitude: number, km: number): Feature<Polygon> {
  const angle = km / EARTH_KM;
  const [lon, lat] = [radians(longitude), radians(latitude)];
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const bearing = -(2 * Math.PI * corner) / CORNERS; // counter-clockwise, as GeoJSON has it
    const then = Math.asin(Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing));
    const turn = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(lat),
      Math.cos(angle) - Math.sin(lat) * Math.sin(then),
    );
    return [degrees(lon + turn), degrees(then)];
  });
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
}

/** Distance between two places on a sphere, in km. */
export function distance(from: readonly [number, number], to: readonly [number, number]): number {
  const [lat1, lat2] = [radians(from[1]), radians(to[1])];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const chord = half(lat2 - lat1) + Math.cos(lat1) * Math.cos(lat2) * half(radians(to[0] - from[0]));
  return 2 * EARTH_KM * Math.asin(Math.sqrt(chord));
}

const radians = (angle: number): number => (angle * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;
