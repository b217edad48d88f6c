import type { Pivot, PivotOutput, PivotRequest } from '../../contract/pivot.ts';
import { pivotInput, pivotOutput } from '../../contract/pivot.ts';
import { silentLogger } from '../ports/logger.ts';
import { PeopleCounter } from '../replica/index.ts';
import { at, type Row, startWorld, type World } from '../semantic/store-world.fixture.ts';
import { openStore } from '../store/index.ts';
import { Pivots } from './index.ts';

export const zone = 'Asia/Shanghai';
export const asker = { language: 'en', security: { operatorId: 'test', role: 'owner' } } as const;

/** A small linear generator, so that a failing world can be made again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** Names that break careless SQL. */
export const awkward = ["O'Neill & Söhne", '100%_x', '🍵 茶', 'a\\b"c', '', null] as const;

/** Orders with few values per field, so that groups are many and not small. */
export function randomOrders(seed: number, count: number): Row[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    source_id: 1,
    key: `A${index + 1}`,
    profile_id: random() < 0.2 ? null : 1 + Math.floor(random() * 40),
    ordered_at: at(
      zone,
      `${2010 + Math.floor(random() * 2)}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')} ${String(Math.floor(random() * 24)).padStart(2, '0')}:30`,
    ),
    currency: 'CNY',
    net_minor: Math.floor(random() * 100_000) - 20_000,
    channel: pick(random, ['web', 'app', 'store', null]),
    country: pick(random, ['FR', 'DE', 'CN', 'US', 'JP']),
    store: pick(random, awkward),
    kind: random() < 0.1 ? 'return' : 'order',
    status: random() < 0.08 ? 'cancelled' : 'paid',
  }));
}

export function profiles(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    source_id: 1,
    kind: 'person',
    display_name: `P${index + 1}`,
    first_seen: 0,
  }));
}

export interface PivotWorld extends World {
  pivots: Pivots;
  ask: (pivot: object, more?: Partial<PivotRequest>) => Promise<PivotOutput>;
}

export async function startPivotWorld(entities: Record<string, Row[]>): Promise<PivotWorld> {
  const settings = { timezone: zone, weekStart: 1, fiscalYearStartMonth: 4, currency: 'CNY', exchangeRates: {} };
  const world = await startWorld(openStore, settings, entities);
  const people = new PeopleCounter({ replica: () => world.replica, from: 1 });
  const pivots = new Pivots({
    semantic: async () => world.semantic,
    people: (question) => people.count(question),
    catchUp: () => world.replica.catchUp(),
    workspace: () => settings,
    logger: silentLogger,
  });
  const whole = { from: 0, count: 50_000 };
  return {
    ...world,
    pivots,
    ask: async (pivot, more = {}) => {
      const request = {
        pivot: pivotInput.parse(pivot),
        collapsed: { rows: [], columns: [] },
        window: { rows: whole, columns: whole },
        ...more,
      };
      return pivotOutput.parse(JSON.parse(Buffer.from(await pivots.window(request, asker)).toString('utf8')));
    },
    close: async () => {
      await pivots.close();
      await people.close();
      await world.close();
    },
  };
}

/** Figures of an answer by row path, column path and value. */
export function cellsOf(output: PivotOutput): Map<string, number | string | null> {
  const cells = new Map<string, number | string | null>();
  output.rows.forEach((row, rowIndex) => {
    if (row.isBlank) return;
    output.columns.forEach((column, columnIndex) => {
      const value = row.value ?? column.value;
      cells.set(JSON.stringify([row.path, column.path, value]), output.cells[rowIndex]?.[columnIndex] ?? null);
    });
  });
  return cells;
}

export const measure = (id: string, name: string, more: object = {}) => ({ id, source: { measure: name }, ...more });
export const field = (id: string, member: string, more: object = {}) => ({ id, member, ...more });
export type { Pivot };
