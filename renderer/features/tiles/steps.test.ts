import { describe, expect, it } from 'vitest';
import { incompleteEnd, isStepChosen, noteOf, shareOf, stepLabels, stepName, stepNotes } from './steps.ts';

const point = (start: string, isIncomplete = false) => ({ start, value: 1, isIncomplete });

describe('steps of a time axis', () => {
  it('say the year once', () => {
    const points = ['2010-11-01', '2010-12-01', '2011-01-01', '2011-02-01'].map((start) => point(start));
    expect(stepLabels(points, 'month', 'zh-CN')).toEqual(['11月\n2010', '12月', '1月\n2011', '2月']);
    expect(stepLabels(points, 'month', 'en')).toEqual(['Nov\n2010', 'Dec', 'Jan\n2011', 'Feb']);
  });

  it('carry what was noted on one of their days', () => {
    const points = ['2011-01-01', '2011-02-01'].map((start) => point(start));
    const notes = [
      { date: '2011-02-28', text: 'Fair' },
      { date: '2011-02-01', text: 'Prices up' },
      { date: '2010-12-31', text: 'Before' },
    ];
    const noted = stepNotes(notes, points, 'month');
    expect(noted).toEqual([
      { category: 1, text: 'Fair' },
      { category: 1, text: 'Prices up' },
    ]);
    expect(noteOf(noted, 1)).toEqual({ footnote: 'Fair · Prices up' });
    expect(noteOf(noted, 0)).toEqual({});
  });

  it('are marked when the board is narrowed to them, also to what the data have of the first one', () => {
    const window = { from: '2010-12-05', to: '2011-12-09' };
    const chosen = (granularity: 'month' | 'week', range: typeof window, starts: string[]) =>
      starts.filter((start) => isStepChosen(start, granularity, { window, range }));
    const months = ['2010-11-01', '2010-12-01', '2011-01-01'];
    expect(chosen('month', { from: '2010-12-05', to: '2010-12-31' }, months)).toEqual(['2010-12-01']);
    const weeks = ['2011-01-03', '2011-01-10', '2011-01-17'];
    expect(chosen('week', { from: '2011-01-10', to: '2011-01-16' }, weeks)).toEqual(['2011-01-10']);
    expect(isStepChosen('2010-12-01', 'month', { window: null, range: window })).toBe(false);
  });

  it('are named as far as range and data reach', () => {
    const bounds = { range: { from: '2011-01-01', to: '2011-12-31' }, data: { from: '2010-12-01', to: '2011-12-09' } };
    expect(stepName('2011-11-01', 'month', 'en', bounds)).toBe('Nov 2011');
    expect(stepName('2011-12-01', 'month', 'en', bounds)).toBe('1–9 Dec 2011');
    expect(stepName('2011-12-01', 'month', 'zh-CN', bounds)).toBe('2011年12月1日–9日');
  });

  it('end dotted only where the last one is cut', () => {
    expect(incompleteEnd([point('2011-11-01'), point('2011-12-01', true)])).toBe(1);
    expect(incompleteEnd([point('2011-11-01', true), point('2011-12-01')])).toBeNull();
  });
});

describe('share', () => {
  it('needs a whole', () => {
    expect(shareOf(23, 1000)).toBe('2.3%');
    expect(shareOf(23, 0)).toBe('');
    expect(shareOf(23, null)).toBe('');
  });
});
