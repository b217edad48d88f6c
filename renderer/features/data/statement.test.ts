import { describe, expect, it } from 'vitest';
import type { Reconciliation } from '../../../contract/reconciliation.ts';
import { formatMinor, statementOf } from './statement.ts';

/** Ten lines: six of goods and one of delivery in revenue; a fee, and two lines of one cancelled order left out. */
const reconciliation: Reconciliation = {
  currency: 'GBP',
  asOf: '2026-01-01T00:00:00.000Z',
  all: { lines: 10, amountMinor: 8_500 },
  inRevenue: {
    lines: 7,
    amountMinor: 7_000,
    byLineType: [
      { lineType: 'delivery', lines: 1, amountMinor: 500 },
      { lineType: 'goods', lines: 6, amountMinor: 6_500 },
    ],
  },
  leftOut: {
    lines: 3,
    amountMinor: 1_500,
    byReason: [
      { reason: 'line_type', lineType: 'fee', lines: 1, amountMinor: -300 },
      { reason: 'cancelled', lineType: 'goods', lines: 1, amountMinor: 1_600 },
      { reason: 'cancelled', lineType: 'delivery', lines: 1, amountMinor: 200 },
    ],
  },
  withoutLines: { documents: 2, revenueMinor: 1_000 },
  unconverted: [],
};

describe('reconciliation statement', () => {
  it('has one row per reason, the largest first', () => {
    const { inRevenue, leftOut } = statementOf(reconciliation);
    expect(inRevenue.map(({ key, lines }) => [key, lines])).toEqual([
      ['goods', 6],
      ['delivery', 1],
    ]);
    expect(leftOut).toEqual([
      { key: 'cancelled', lines: 2, amountMinor: 1_800 },
      { key: 'fee', lines: 1, amountMinor: -300 },
    ]);
  });

  it('adds documents without lines to revenue', () => {
    expect(statementOf(reconciliation).revenueMinor).toBe(8_000);
  });

  it('says when lines are lost, in the whole or in a part', () => {
    expect(statementOf(reconciliation).isBalanced).toBe(true);
    expect(statementOf({ ...reconciliation, all: { lines: 11, amountMinor: 0 } }).isBalanced).toBe(false);
    const part = { ...reconciliation.leftOut, byReason: reconciliation.leftOut.byReason.slice(1) };
    expect(statementOf({ ...reconciliation, leftOut: part }).isBalanced).toBe(false);
  });

  it('writes minor units with the digits of the currency', () => {
    expect(formatMinor(-1_106_206, 2)).toBe('−11,062.06');
    expect(formatMinor(1_234, 0)).toBe('1,234');
  });
});
