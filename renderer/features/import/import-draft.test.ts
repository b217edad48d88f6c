import { describe, expect, it } from 'vitest';
import {
  type DraftAction,
  emptyDraft,
  type ImportDraft,
  isAsSaved,
  type MapStep,
  reduceDraft,
  removesSample,
} from './import-draft.ts';
import { orderPreview } from './preview-fixture.ts';

const file = { name: '订单.csv', sizeBytes: 2048 };
const problem = { code: 'import/empty-file', message: '文件是空的', details: [], isNetwork: false };
const previewed: DraftAction = { type: 'previewed', preview: orderPreview };

const draftAfter = (...actions: DraftAction[]): ImportDraft => actions.reduce(reduceDraft, emptyDraft);

function mapped(...actions: DraftAction[]): MapStep {
  const draft = draftAfter({ type: 'picked', file }, previewed, ...actions);
  if (draft.step !== 'map') throw new Error(`expected the map step, got ${draft.step}`);
  return draft;
}

describe('import draft', () => {
  it('a picked file uploads, counts its bytes and opens the mapping with the guess', () => {
    expect(draftAfter({ type: 'picked', file }, { type: 'sent', bytes: 1000 })).toEqual({
      step: 'uploading',
      file,
      sentBytes: 1000,
    });
    const step = mapped();
    expect([step.entity, step.mapping, step.preview.uploadId, step.activity]).toEqual([
      'orders',
      orderPreview.guess.mapping,
      'u1',
      'idle',
    ]);
  });

  it('a file that cannot be read goes back to the drop zone with the reason', () => {
    expect(draftAfter({ type: 'picked', file }, { type: 'failed', problem })).toEqual({
      step: 'choose',
      problem,
      file,
    });
  });

  it('a start that fails keeps the mapping', () => {
    const step = mapped({ type: 'cleared', field: 'net' }, { type: 'starting' }, { type: 'failed', problem });
    expect(step.mapping).toEqual({ order_id: { column: '订单编号' }, ordered_at: { column: '下单时间' } });
    expect([step.activity, step.problem]).toEqual(['idle', problem]);
  });

  it('changing the entity and back loses no choice', () => {
    const channel = { type: 'assigned', field: 'channel', source: { value: '天猫' } } as const;
    const there = mapped(channel, { type: 'entity-chosen', entity: 'events' });
    expect(there.mapping).toEqual({ occurred_at: { column: '下单时间' } });
    const back = reduceDraft(there, { type: 'entity-chosen', entity: 'orders' }) as MapStep;
    expect(back.mapping.channel).toEqual({ value: '天猫' });
  });

  it('a table takes its name from the file and keeps its columns while it is renamed', () => {
    const step = mapped({ type: 'entity-chosen', entity: 'table' }, { type: 'table-named', name: '双十一' });
    expect(step.entity).toBe('table:双十一');
    expect(Object.keys(step.mapping)).toHaveLength(4);
  });

  it('columns that were imported before open as they were mapped then, and the guess is one step away, and back', () => {
    const saved = { entity: 'table:备货', mapping: { 单号: { column: '订单编号' } } };
    const again: DraftAction = { type: 'previewed', preview: { ...orderPreview, saved } };
    const open = (...actions: DraftAction[]) => {
      const draft = draftAfter({ type: 'picked', file }, again, ...actions);
      if (draft.step !== 'map') throw new Error(draft.step);
      return { entity: draft.entity, mapping: draft.mapping, isAsSaved: isAsSaved(draft) };
    };
    expect(open()).toEqual({ ...saved, isAsSaved: true });
    const guessed = { entity: 'orders', mapping: orderPreview.guess.mapping, isAsSaved: false };
    expect(open({ type: 'guess-taken' })).toEqual(guessed);
    expect(open({ type: 'guess-taken' }, { type: 'saved-taken' })).toEqual({ ...saved, isAsSaved: true });
    expect(open({ type: 'cleared', field: '单号' }).isAsSaved).toBe(false);
    expect(isAsSaved(mapped())).toBe(false);
    expect(mapped({ type: 'saved-taken' })).toEqual(mapped());
  });

  it('reading again with another encoding keeps entity and options, and the mapping where its columns still are', () => {
    const options = { ...orderPreview.guess.options, encoding: 'gb18030' } as const;
    const step = mapped(
      { type: 'assigned', field: 'channel', source: { column: '备注' } },
      { type: 'rereading', options },
      previewed,
    );
    expect(step.options).toEqual(options);
    expect(step.mapping.channel).toEqual({ column: '备注' });
  });

  it('another sheet is another table: kind of row and mapping begin anew, what was said about the sample stays', () => {
    const guess = { ...orderPreview.guess, entity: 'events', mapping: {}, options: { sheet: '二月' } };
    const step = mapped(
      { type: 'entity-chosen', entity: 'table' },
      { type: 'sample-removal-set', value: true },
      { type: 'rereading', options: { sheet: '二月' } },
      { type: 'previewed', preview: { ...orderPreview, kind: 'xlsx', table: '二月', guess, uploadId: 'u2' } },
    );
    expect([step.entity, step.options, step.preview.uploadId, step.shouldRemoveSample]).toEqual([
      'events',
      { sheet: '二月' },
      'u2',
      true,
    ]);
  });

  it('a reading that fails keeps the preview and the options it was read with', () => {
    const wrong = { ...orderPreview.guess.options, encoding: 'utf-16le' } as const;
    const step = mapped({ type: 'rereading', options: wrong }, { type: 'failed', problem });
    expect(step.options).toEqual(orderPreview.guess.options);
    expect([step.problemWith, step.activity, step.preview.encoding]).toEqual(['reading', 'idle', 'gb18030']);
  });

  it('the sample goes by default only where its figures would mix with the file, and always as said', () => {
    expect(removesSample(mapped())).toBe(true);
    const table = { type: 'entity-chosen', entity: 'table' } as const;
    expect(removesSample(mapped(table))).toBe(false);
    expect(removesSample(mapped(table, { type: 'sample-removal-set', value: true }))).toBe(true);
    expect(removesSample(mapped({ type: 'sample-removal-set', value: false }))).toBe(false);
  });

  it('an answer that comes after the wizard was left changes nothing', () => {
    expect(reduceDraft(emptyDraft, previewed)).toBe(emptyDraft);
    expect(reduceDraft(emptyDraft, { type: 'starting' })).toBe(emptyDraft);
  });
});
