import { expect, it } from 'vitest';
import type { ConnectorKind, Sync } from '../../../contract/connections.ts';
import { connectionInput } from '../../../contract/connections.ts';
import { type Draft, emptyDraft, inputOf, openStreams, placeToMend, settingsTitle, streamOf } from './draft.ts';
import { isComplete } from './settings-fields.tsx';

const text = { 'zh-CN': '一', en: 'one' };
const setting = (
  name: string,
  changes: Partial<ConnectorKind['settings'][number]> = {},
): ConnectorKind['settings'][number] => ({
  ...{ name, control: 'text', label: text, help: null, placeholder: null, isRequired: true, isSecret: false },
  ...{ isAdvanced: false, defaultValue: null, options: [], showWhen: null },
  ...changes,
});
const kind: ConnectorKind = {
  ...{ kind: 'sqlite', group: 'database', label: text, summary: text, settings: [setting('path')] },
  proof: 'real',
  capabilities: { incremental: true, deletes: true, schema: true, queries: true },
};
const found = { name: 'orders', primaryKey: ['id'], cursorFields: ['updated_at', 'id'] };
const draft = (changes: Partial<Draft> = {}): Draft => ({
  ...{ ...emptyDraft('UTC'), kind, name: ' Shop ', config: { path: '/a' } },
  ...changes,
});

it('a stream is open until its preview has come and nothing required is missing', () => {
  const stream = streamOf(found, null);
  expect(openStreams(draft({ streams: [stream] }))).toEqual(['orders']);
  const mapped = { ...stream, entity: 'orders', mapping: { order_id: { column: 'id' } } };
  expect(openStreams(draft({ streams: [{ ...mapped, missing: ['ordered_at'] }] }))).toEqual(['orders']);
  expect(openStreams(draft({ streams: [mapped] }))).toEqual([]);
});

it('is sent as the host takes it; what belongs to incremental reads goes only with them', () => {
  const stream = {
    ...streamOf(found, null),
    entity: 'orders',
    mapping: { order_id: { column: 'id' } },
    detectsDeletes: true,
  };
  const full = inputOf(draft({ streams: [stream] }));
  expect(connectionInput.parse(full)).toMatchObject({
    name: 'Shop',
    streams: [{ cursorField: null, detectsDeletes: false }],
  });
  expect([full.priority, inputOf(draft({ priority: 'first' })).priority]).toEqual(['usual', 'first']);
  const incremental = inputOf(draft({ streams: [{ ...stream, mode: 'incremental' }] }));
  expect(connectionInput.parse(incremental)).toMatchObject({
    streams: [{ cursorField: 'updated_at', detectsDeletes: true }],
  });
});

it('settings are complete when all that are shown and required have a value, or a kept secret', () => {
  const settings = [
    setting('auth', { defaultValue: 'none' }),
    setting('password', { isSecret: true, showWhen: { setting: 'auth', is: ['basic'] } }),
  ];
  const none = new Set<string>();
  expect(isComplete(settings, {}, none)).toBe(true);
  expect(isComplete(settings, { auth: 'basic' }, none)).toBe(false);
  expect(isComplete(settings, { auth: 'basic', password: 'x' }, none)).toBe(true);
  expect(isComplete(settings, { auth: 'basic' }, new Set(['password']))).toBe(true);
  expect(isComplete([setting('path')], { path: '' }, none)).toBe(false);
});

it('the step of settings is called after what is set there', () => {
  const password = setting('password', { isSecret: true });
  const titled = (group: ConnectorKind['group'], ...settings: ConnectorKind['settings']) =>
    settingsTitle({ ...kind, group, settings });
  expect([titled('file', password), titled('database', password), titled('shop', password)]).toEqual([
    ...['place', 'signIn', 'signIn'],
  ]);
  // A file of SQLite knows no accounts; an API is described, a program is run.
  expect([titled('database'), titled('api', password), titled('other', password), settingsTitle(null)]).toEqual([
    ...['plain', 'plain', 'plain', 'plain'],
  ]);
});

it('trouble with columns is mended in the mapping of that stream, everything else in the settings', () => {
  const failed = (...codes: (string | null)[]) =>
    ({
      streams: codes.map((code, index) => ({ stream: `s${index}`, error: code === null ? null : { code } })),
    }) as unknown as Sync;
  expect(placeToMend(failed(null, 'connections/column-missing'))).toEqual({ step: 'mapping', lookAt: 's1' });
  for (const code of ['import/mapping-invalid', 'import/unknown-column', 'import/unknown-entity'])
    expect(placeToMend(failed(code))).toEqual({ step: 'mapping', lookAt: 's0' });
  expect(placeToMend(failed('connections/failed-auth'))).toEqual({ step: 'settings', lookAt: null });
});
