import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSample, averageRowsPerSecond, type ProgressSample, paceOf } from './progress.ts';

const at = (seconds: number, rows: number): ProgressSample => ({ atMs: seconds * 1000, rows, bytes: rows * 10 });
const fold = (samples: ProgressSample[]): readonly ProgressSample[] =>
  samples.reduce(addSample, [] as readonly ProgressSample[]);

describe('pace', () => {
  it('one reading has a share but no speed', () => {
    expect(paceOf(fold([at(0, 50)]), 1000, 0)).toEqual({ fraction: 0.5, rowsPerSecond: null, remainingSeconds: null });
  });

  it('rows per second and the rest of the bytes at that pace', () => {
    // 300 rows in 2 s = 150/s; 1,000 of 10,000 bytes done at 1,500 B/s leaves 7,000 / 1,500 s.
    const pace = paceOf(fold([at(0, 0), at(2, 300)]), 10_000, 2_000);
    expect(pace.rowsPerSecond).toBe(150);
    expect(pace.remainingSeconds).toBeCloseTo(7000 / 1500, 9);
  });

  it('a stalled import slows down', () => {
    const samples = fold([at(0, 0), at(2, 300)]);
    expect(paceOf(samples, 10_000, 6_000).rowsPerSecond).toBe(50);
  });

  it('forgets what is older than five seconds, and a restarted count begins anew', () => {
    expect(fold([at(0, 0), at(1, 10), at(9, 100)]).map(({ rows }) => rows)).toEqual([10, 100]);
    expect(fold([at(0, 500), at(1, 20)]).map(({ rows }) => rows)).toEqual([20]);
  });

  it('is never negative and its share stays within 0..1', () => {
    const reading = fc.record({ atMs: fc.nat(100_000), rows: fc.nat(1e6), bytes: fc.nat(1e7) });
    fc.assert(
      fc.property(fc.array(reading), fc.nat(1e6), fc.nat(200_000), (readings, total, now) => {
        const samples = fold([...readings].sort((a, b) => a.atMs - b.atMs));
        const { fraction, rowsPerSecond } = paceOf(samples, total, now);
        return (fraction === null || (fraction >= 0 && fraction <= 1)) && (rowsPerSecond ?? 0) >= 0;
      }),
    );
  });
});

it('the mean pace of a finished import comes from its own instants', () => {
  const state = {
    id: 'i',
    entity: 'orders',
    fileName: 'f',
    isSample: false,
    status: 'succeeded' as const,
    rowsRead: 3000,
    rowsAccepted: 3000,
    rowsRejected: 0,
    rowsUnchanged: 0,
    bytesRead: 1,
    bytesTotal: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.500Z',
    error: null,
  };
  expect(averageRowsPerSecond(state)).toBe(2000);
  expect(averageRowsPerSecond({ ...state, finishedAt: null })).toBeNull();
});
