import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../contract/workspace.ts';
import { knownFormat } from '../connectors/files/index.ts';
import { buildPreview } from './preview.ts';

const workspace = { timezone: 'UTC', currency: 'CNY' } as Workspace;
const nothing = { fields: [], rows: [], format: knownFormat([], [], { sizeBytes: 1, rowCount: 0 }) };
const stream = { name: 'leads', query: null, timezone: null, currency: null };
const options = { workspace, language: 'en', saved: null } as const;

describe('a stream that has sent nothing', () => {
  it('has nothing to preview and nothing wrong, whatever its mapping says', () => {
    const mapping = { event: { column: 'page' }, occurred_at: { column: 'at' } };
    for (const input of [stream, { ...stream, entity: 'events', mapping }]) {
      const preview = buildPreview(nothing, input, { ...options, shape: null });
      expect(preview).toMatchObject({ fields: [], rows: [], mapped: [], rejects: [], missing: [], problem: null });
    }
  });

  it('is mapped by the columns its source names', () => {
    const fields = [
      { name: 'email', type: 'text' as const },
      { name: 'signed_up', type: 'instant' as const },
    ];
    const shape = { primaryKey: ['email'], cursorFields: ['signed_up'], fields };
    const input = { ...stream, entity: 'profiles', mapping: { email: { column: 'email' } } };
    const preview = buildPreview(nothing, input, { ...options, shape });
    expect(preview).toMatchObject({ fields, rows: [], problem: null, targets: ['email', 'custom'] });
    const wrong = { ...input, mapping: { email: { column: 'mail' } } };
    expect(buildPreview(nothing, wrong, { ...options, shape }).problem?.code).toBe('import/unknown-column');
  });
});
