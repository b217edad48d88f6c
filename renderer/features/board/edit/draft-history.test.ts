import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoardInput } from '../../../../contract/boards.ts';
import { type Draft, draftOf, reduceDraft } from './draft-history.ts';

const board = (name: string): BoardInput => ({
  title: { 'zh-CN': name, en: name },
  timeMember: 'orders.ordered_at',
  filterMembers: [],
  tiles: [],
  tabs: [],
  hierarchies: [],
  defaultRange: null,
  refreshSeconds: null,
  notes: [],
});
const change = (draft: Draft, name: string, kind?: string) =>
  reduceDraft(draft, { type: 'change', next: board(name), kind });

describe('undo and redo', () => {
  it('150 changes can be undone one by one, and done again', () => {
    let draft = draftOf(board('0'));
    for (let step = 1; step <= 150; step += 1) draft = change(draft, String(step));
    for (let step = 149; step >= 0; step -= 1) {
      draft = reduceDraft(draft, { type: 'undo' });
      expect(draft.present.title.en).toBe(String(step));
    }
    for (let step = 1; step <= 150; step += 1) draft = reduceDraft(draft, { type: 'redo' });
    expect(draft.present.title.en).toBe('150');
  });

  it('typing a title is one step', () => {
    let draft = draftOf(board(''));
    for (const text of ['S', 'Sa', 'Sal', 'Sale', 'Sales']) draft = change(draft, text, 'title');
    expect(reduceDraft(draft, { type: 'undo' }).present.title.en).toBe('');
  });

  it('another version that was loaded can be undone: nothing is lost', () => {
    const draft = reduceDraft(change(draftOf(board('mine')), 'mine, changed'), {
      type: 'load',
      board: board('theirs'),
    });
    expect(reduceDraft(draft, { type: 'undo' }).present.title.en).toBe('mine, changed');
  });

  it('undo takes back whatever the last change was, from any state', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('change', 'undo', 'redo'), { maxLength: 60 }), (steps) => {
        let draft = draftOf(board('start'));
        steps.forEach((step, index) => {
          draft =
            step === 'change' ? change(draft, String(index)) : reduceDraft(draft, { type: step as 'undo' | 'redo' });
        });
        const changed = change(draft, 'last');
        expect(reduceDraft(changed, { type: 'undo' }).present).toEqual(draft.present);
      }),
    );
  });
});
