import { describe, expect, it } from 'vitest';
import { type History, historyLimit, historyReducer } from './history.ts';

describe('history', () => {
  it('takes back and repeats more than a hundred steps', () => {
    let history = { past: [] as number[], present: 0, future: [] as number[] };
    for (let step = 1; step <= 150; step += 1)
      history = historyReducer(history, { type: 'set', next: step }) as typeof history;
    for (let step = 0; step < 150; step += 1) history = historyReducer(history, { type: 'undo' }) as typeof history;
    expect(history.present).toBe(0);
    for (let step = 0; step < 150; step += 1) history = historyReducer(history, { type: 'redo' }) as typeof history;
    expect([history.present, history.future.length]).toEqual([150, 0]);
    expect(historyLimit).toBeGreaterThanOrEqual(100);
  });

  it('a change that changes nothing is no step; one after steps back forgets the rest', () => {
    const start = { past: [{ a: 0 }], present: { a: 1 }, future: [{ a: 2 }] };
    expect(historyReducer(start, { type: 'set', next: { a: 1 } })).toBe(start);
    expect(historyReducer(start, { type: 'set', next: { a: 5 } }).future).toEqual([]);
  });

  it('what is found out about the state shown is no step: redo is still there, and typing goes on in its step', () => {
    const start = { past: [{ a: 0, b: 0 }], present: { a: 1, b: 0 }, future: [{ a: 2, b: 0 }], kind: 'a' };
    const amended = historyReducer(start, { type: 'amend', next: (now) => ({ ...now, b: 7 }) });
    expect(amended).toEqual({ ...start, present: { a: 1, b: 7 } });
    expect(historyReducer(amended, { type: 'redo' }).present).toEqual({ a: 2, b: 0 });
    expect(historyReducer(start, { type: 'amend', next: (now) => now })).toBe(start);
  });

  it('letters typed into one field are one step, until something else happens', () => {
    type Words = { name: string; note: string };
    const type = (history: History<Words>, next: Words, kind: string) =>
      historyReducer(history, { type: 'set', next, kind });
    let history: History<Words> = { past: [], present: { name: '', note: '' }, future: [] };
    for (const name of ['U', 'UK', 'UK ']) history = type(history, { name, note: '' }, 'name');
    history = type(history, { name: 'UK ', note: 'n' }, 'note');
    expect(history.past).toHaveLength(2);
    history = historyReducer(history, { type: 'undo' });
    expect(history.present).toEqual({ name: 'UK ', note: '' });
    history = type(history, { name: 'UK s', note: '' }, 'name');
    expect(historyReducer(history, { type: 'undo' }).present).toEqual({ name: 'UK ', note: '' });
  });
});
