import { describe, expect, it, vi } from 'vitest';
import { plainCalendar } from '../../../queries/index.ts';
import { choose } from './use-interaction.ts';

function boardWith(values: string[], range = { from: '2011-11-01', to: '2011-11-30' }) {
  const setFilters = vi.fn();
  const setStep = vi.fn();
  const scope = {
    range,
    preset: null,
    data: { from: '2010-12-01', to: '2011-12-09' },
    filters: [{ member: 'orders.country', values }],
    measureFilters: [],
    segment: null,
    timezone: 'UTC',
    calendar: plainCalendar,
    targets: [],
  };
  return { scope, setFilters, setStep, board: {} as never };
}
const uk = [{ kind: 'value' as const, member: 'orders.country', value: 'UK' }];

describe('choosing a mark', () => {
  it.each([
    ['alone', [], false, ['UK']],
    ['instead of another', ['DE'], false, ['UK']],
    ['again takes it away', ['UK'], false, []],
    ['one of several keeps only it', ['UK', 'DE'], false, ['UK']],
    ['with ctrl adds it', ['DE'], true, ['DE', 'UK']],
    ['with ctrl again takes only it away', ['DE', 'UK'], true, ['DE']],
  ] as const)('%s', (_, before, isAdding, after) => {
    const board = boardWith([...before]);
    choose(board, uk, isAdding);
    expect(board.setFilters).toHaveBeenCalledWith([{ member: 'orders.country', values: after }]);
  });

  it('a step of time moves the dates, as far as the data goes, and a second click moves them back', () => {
    const step = [{ kind: 'step' as const, start: '2011-12-01', granularity: 'month' as const }];
    const board = boardWith([]);
    choose(board, step, false);
    expect(board.setStep).toHaveBeenCalledWith({ from: '2011-12-01', to: '2011-12-09' });
    const there = boardWith([], { from: '2011-12-01', to: '2011-12-09' });
    choose(there, step, false);
    expect(there.setStep).toHaveBeenCalledWith(null);
  });
});
