import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { membersNeeded } from '../../contract/board-queries/index.ts';
import { overviewBoard } from './overview-board.ts';

const { tiles } = overviewBoard;

it('has the twelve tiles of the first board, each named once', () => {
  expect(tiles.length).toBeGreaterThanOrEqual(12);
  expect(new Set(tiles.map((tile) => tile.id)).size).toBe(tiles.length);
});

it('tiles lie on the grid, do not overlap and leave no hole', () => {
  const cells = new Map<string, string>();
  for (const { id, placement } of tiles) {
    expect(placement.x + placement.w, id).toBeLessThanOrEqual(12);
    for (let x = placement.x; x < placement.x + placement.w; x += 1) {
      for (let y = placement.y; y < placement.y + placement.h; y += 1) {
        expect(cells.get(`${x},${y}`), `${id} over ${cells.get(`${x},${y}`)}`).toBeUndefined();
        cells.set(`${x},${y}`, id);
      }
    }
  }
  const rows = Math.max(...tiles.map(({ placement }) => placement.y + placement.h));
  expect(cells.size).toBe(rows * 12);
});

it('headline figures are compared with the period before and the year before', () => {
  const numbers = tiles.filter((tile) => tile.kind === 'number');
  expect(numbers.map((tile) => tile.measure)).toEqual([
    'orders.revenue',
    'orders.count',
    'orders.customers',
    'orders.average_order_value',
    'orders.repeat_rate',
  ]);
  for (const tile of numbers) expect([...tile.comparisons].sort()).toEqual(['previous_period', 'previous_year']);
});

describe('every member of the board is in the data model', () => {
  const model = join(import.meta.dirname, '../../cube/model');
  const orders = readFileSync(join(model, 'cubes/orders.yml'), 'utf8');
  const items = readFileSync(join(model, 'cubes/order_items.yml'), 'utf8');
  const views = ['orders', 'order_items'].map((view) => readFileSync(join(model, `views/${view}.yml`), 'utf8'));
  const text = `${orders}\n${items}\n${views.join('\n')}`;

  it.each([...new Set(tiles.flatMap((tile) => [tile.timeMember, ...membersNeeded(tile)]))])('%s', (member) => {
    const [view, name] = member.split('.');
    expect(['orders', 'order_items']).toContain(view);
    expect(text).toMatch(new RegExp(`(name|alias): ${name}\\b`));
  });
});
