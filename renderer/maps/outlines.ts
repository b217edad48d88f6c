import china from '@svg-maps/china';
import { feature } from 'topojson-client';
import atlas from 'world-atlas/countries-50m.json';
import { provinces } from './provinces.ts';
import type { MapName } from './regions.ts';

export interface Outline {
  /** Code the region is known by; empty for places without one. */
  region: string;
  /** SVG path. */
  path: string;
}
export interface Outlines {
  width: number;
  height: number;
  regions: readonly Outline[];
}

type Point = readonly number[];
type Project = (point: Point) => [number, number];

const known = new Map<MapName, Outlines>();

/** The outlines of a map, worked out once. */
export function outlinesOf(map: MapName): Outlines {
  let outlines = known.get(map);
  if (!outlines) {
    outlines = map === 'world' ? world() : provincesOfChina();
    known.set(map, outlines);
  }
  return outlines;
}

const countries = feature(atlas, atlas.objects.countries).features;
const antarctica = '010';

/** Equal areas, so that size says nothing but size. Šavrič, Patterson and Jenny, "The Equal Earth map projection" (2018). */
export function equalEarth([longitude = 0, latitude = 0]: Point): [number, number] {
  const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796];
  const angle = Math.asin((Math.sqrt(3) / 2) * Math.sin((latitude * Math.PI) / 180));
  const [square, sixth] = [angle ** 2, angle ** 6];
  const bent = 9 * a4 * angle ** 8 + 7 * a3 * sixth + 3 * a2 * square + a1;
  const x = (2 * Math.sqrt(3) * ((longitude * Math.PI) / 180) * Math.cos(angle)) / (3 * bent);
  return [x, angle * (a1 + a2 * square + sixth * (a3 + a4 * square))];
}

function world(): Outlines {
  const scale = 960 / (2 * (equalEarth([180, 0])[0] ?? 1));
  const top = equalEarth([0, 84])[1];
  const project: Project = (point) => {
    const [x, y] = equalEarth(point);
    return [480 + x * scale, (top - y) * scale];
  };
  const height = (top - equalEarth([0, -56.5])[1]) * scale;
  const regions = countries
    .filter(({ id }) => id !== antarctica)
    .map(({ id, geometry }) => ({ region: String(id ?? ''), path: pathOf(geometry, project) }));
  return { width: 960, height: Math.ceil(height), regions };
}

/**
 * The drawing of the provinces is in Mercator's projection between these corners (found by laying it over the
 * country's outline in Natural Earth); Taiwan is drawn beside it by the same rule.
 */
const corners = { west: 73.608, east: 134.751, north: 53.556, south: 18.218 };
const drawing = { left: 0.28, right: 773.78, top: 0.26, bottom: 568.94 };

function mercator(latitude: number): number {
  return Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
}

function provincesOfChina(): Outlines {
  const wide = (drawing.right - drawing.left) / (corners.east - corners.west);
  const north = mercator(corners.north);
  const high = (drawing.bottom - drawing.top) / (north - mercator(corners.south));
  const project: Project = ([longitude = 0, latitude = 0]) => [
    drawing.left + (longitude - corners.west) * wide,
    drawing.top + (north - mercator(latitude)) * high,
  ];
  const paths = new Map(china.locations.map(({ id, path }) => [id, path]));
  const regions = provinces.map(([outline, code]) => {
    const taiwan = countries.find(({ id }) => id === '158')?.geometry;
    const path = outline === '' && taiwan ? pathOf(taiwan, project) : (paths.get(outline) ?? '');
    return { region: code, path };
  });
  return { width: 774, height: 569, regions };
}

type Shape = (typeof countries)[number]['geometry'];

function pathOf(shape: Shape, project: Project): string {
  const polygons =
    shape.type === 'Polygon' ? [shape.coordinates] : shape.type === 'MultiPolygon' ? shape.coordinates : [];
  return polygons
    .flat()
    .map((ring) => ringPath(ring, project))
    .join('');
}

/** A ring that crosses the edge of the map goes on beyond it instead of back across the whole of it. */
function ringPath(ring: readonly Point[], project: Project): string {
  const steps = ring.map((point, index) => {
    const before = ring[index - 1];
    const isJump = before !== undefined && Math.abs((point[0] ?? 0) - (before[0] ?? 0)) > 180;
    const [x, y] = project(point);
    return `${index === 0 || isJump ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const isWhole = steps.every((step, index) => index === 0 || step.startsWith('L'));
  return steps.join('') + (isWhole ? 'Z' : '');
}
