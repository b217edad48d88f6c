import { expect, it } from 'vitest';
import type { Status } from '../../../contract/workspace.ts';
import { lacksOrders } from './no-data.tsx';
import { boardDays } from './use-board-state.ts';

const boardOf = (...measures: string[]) => ({
  isBuiltIn: true,
  tiles: measures.map((measure) => ({ kind: 'number', measure })),
});

it('a board lacks orders when it shows nothing else and there are only other things', () => {
  const orders = boardOf('orders.revenue', 'profiles.count');
  expect(lacksOrders(orders, { counts: { orders: 0, events: 300 } })).toBe(true);
  expect(lacksOrders(orders, { counts: { orders: 0, profiles: 80 } })).toBe(true);
  expect(lacksOrders(orders, { counts: { orders: 5, events: 300 } })).toBe(false);
  expect(lacksOrders(orders, { counts: { orders: 0, events: 0 } })).toBe(false);
  const report = { ...orders, tiles: [...orders.tiles, { kind: 'report', reportId: 'r' }] };
  expect(lacksOrders(report, { counts: { orders: 0, events: 300 } })).toBe(false);
  expect(lacksOrders(boardOf('orders.revenue', 'events.count'), { counts: { orders: 0, events: 300 } })).toBe(false);
  expect(lacksOrders(boardOf('profiles.count'), { counts: { orders: 0, profiles: 80 } })).toBe(false);
  expect(lacksOrders({ ...orders, isBuiltIn: false }, { counts: { orders: 0, profiles: 80 } })).toBe(false);
});

it('a board somebody made has days to count from also where nothing is dated', () => {
  const status = (profiles: number) =>
    ({
      dataRange: { from: null, to: null },
      counts: { profiles },
      workspace: { timezone: 'UTC' },
    }) as unknown as Status;
  expect(boardDays(status(80), { isBuiltIn: false })).toEqual({
    from: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    to: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  });
  expect(boardDays(status(80), { isBuiltIn: true })).toBeNull();
  expect(boardDays(status(0), { isBuiltIn: false })).toBeNull();
});
