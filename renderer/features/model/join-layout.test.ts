import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelCube } from '../../../contract/model.ts';
import { box, layoutJoins } from './join-layout.ts';

const cube = (name: string, ...to: string[]): ModelCube => ({
  ...{ name, title: name, kind: 'cube', isPublic: true, file: 'f', origin: 'own', members: [], from: [] },
  joins: to.map((one) => ({ to: one, relationship: 'many_to_one', sql: '' })),
});
/** Points of a path: starts and ends of its curves and straight parts. */
const pointsOf = (path: string) => {
  const points: { x: number; y: number }[] = [];
  for (const [, sign, rest = ''] of path.matchAll(/([MCH]) ([^MCH]*)/g)) {
    const numbers = rest.split(/[ ,]+/).filter(Boolean).map(Number);
    const [x = 0, y = points.at(-1)?.y ?? 0] = sign === 'H' ? numbers : numbers.slice(-2);
    points.push({ x, y });
  }
  return points;
};

describe('the picture of joins', () => {
  it('puts the one to the right of the many, one column before what is nearest', () => {
    const { boxes } = layoutJoins([
      cube('lines', 'orders', 'products'),
      cube('orders', 'people'),
      cube('people'),
      cube('products'),
      cube('events', 'people'),
    ]);
    const column = (name: string) => (boxes.find((one) => one.cube.name === name)?.x ?? 0) / (box.width + box.gapX);
    expect(['lines', 'orders', 'people', 'products', 'events'].map(column)).toEqual([0, 1, 2, 2, 1]);
  });

  it('shows every cube and join of any model, circles and loose cubes too', () => {
    const graph = fc.array(fc.uniqueArray(fc.nat(6), { maxLength: 3 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(graph, (all) => {
        const joins = all.map((to, at) => to.filter((one) => one !== at && one < all.length));
        const cubes = joins.map((to, at) => cube(`c${at}`, ...to.map((one) => `c${one}`)));
        const { boxes, lines, width, height } = layoutJoins(cubes);
        expect(boxes).toHaveLength(cubes.length);
        expect(lines).toHaveLength(joins.flat().length);
        for (const { x, y } of boxes) {
          expect(x >= 0 && x + box.width <= width && y >= 0 && y + box.height <= height).toBe(true);
        }
      }),
    );
  });

  it('lets no box lie on another, and no line run behind a box', () => {
    const graph = fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 3 }), { minLength: 1, maxLength: 10 }).map((all) =>
      // Only onwards: a model without circles.
      all.map((to, at) => cube(`c${at}`, ...to.filter((one) => one > at && one < all.length).map((one) => `c${one}`))),
    );
    fc.assert(
      fc.property(graph, (cubes) => {
        const { boxes, lines } = layoutJoins(cubes);
        for (const [at, a] of boxes.entries()) {
          for (const b of boxes.slice(at + 1)) expect(a.x !== b.x || Math.abs(a.y - b.y) >= box.height).toBe(true);
        }
        for (const { path } of lines) {
          const inner = pointsOf(path).slice(1, -1);
          for (const { x, y } of inner) {
            const hit = boxes.find(
              (one) => x >= one.x && x <= one.x + box.width && y > one.y && y < one.y + box.height,
            );
            expect(hit).toBeUndefined();
          }
        }
      }),
    );
  });
});
