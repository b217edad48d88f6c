import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { ingestState } from './waiting.ts';

it('tells since when events wait for an import, as long as one does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'luopan-waiting-'));
  const store = openStore(join(folder, 'luopan.sqlite'));
  try {
    const metadata = { all: (sql: string) => store.all<Record<string, unknown>>(sql) };
    expect(ingestState(metadata)).toEqual({ waitsSince: null });
    for (const at of ['2026-03-04T05:06:07.000Z', '2026-03-04T05:06:08.000Z']) {
      store.run('INSERT INTO ingest_inbox (source, items, received_at) VALUES (?, ?, ?)', [
        'web',
        '[]',
        Date.parse(at),
      ]);
    }
    expect(ingestState(metadata)).toEqual({ waitsSince: '2026-03-04T05:06:07.000Z' });
    store.run('DELETE FROM ingest_inbox');
    expect(ingestState(metadata)).toEqual({ waitsSince: null });
  } finally {
    store.close();
    await rm(folder, { recursive: true, force: true });
  }
});
