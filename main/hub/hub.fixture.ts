import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalEntities } from '../../contract/entities.ts';
import type { ImportOptions, Mapping } from '../../contract/imports.ts';
import { silentLogger } from '../ports/logger.ts';
import { openStore, type Reader } from '../store/index.ts';
import { type Hub, type HubOptions, startHub } from './hub.ts';
import type { ImportRecord } from './import-records.ts';

/** A hub on a folder of its own, for tests. */
export interface TestHub {
  hub: Hub;
  folder: string;
  reader: Reader;
  /** Imports a text as a file and waits for its end. */
  importText(text: string, input: TestImport): Promise<ImportRecord>;
  submitText(text: string, input: TestImport): Promise<string>;
  ended(id: string): Promise<ImportRecord>;
  close(): Promise<void>;
}

export interface TestImport {
  entity: string;
  mapping?: Mapping;
  options?: ImportOptions;
  isSample?: boolean;
}

export const testDefaults = { name: 'Test', language: 'en', timezone: 'UTC' } as const;
export const isOver = (record: ImportRecord | null): boolean =>
  record !== null && record.status !== 'queued' && record.status !== 'running';

export async function openTestHub(options: Partial<HubOptions> = {}): Promise<TestHub> {
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'luopan-hub-')));
  const hub = await startHub({ logger: silentLogger, defaults: testDefaults, ...options, dataDir: folder });
  const reader = openStore(hub.storePath, { readOnly: true });
  let files = 0;

  async function submitText(text: string, input: TestImport): Promise<string> {
    files += 1;
    const path = join(folder, `upload-${files}.csv`);
    await writeFile(path, text);
    return (await hub.submitImport({ path, fileName: 'test.csv', ...input })).id;
  }
  function ended(id: string): Promise<ImportRecord> {
    return new Promise((resolve) => {
      const look = () => {
        const record = hub.getImport(id);
        if (!record || !isOver(record)) return;
        stop();
        resolve(record);
      };
      const stop = hub.on('import', look);
      look();
    });
  }
  return {
    hub,
    folder,
    reader,
    submitText,
    ended,
    importText: async (text, input) => ended(await submitText(text, input)),
    async close() {
      reader.close();
      await hub.close();
      if (options.dataDir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A CSV of a header and rows. */
export function csv(header: string, ...rows: string[]): string {
  return `${[header, ...rows].join('\n')}\n`;
}

/** Whatever an import may write, without ids: what two stores that know the same must have in common. */
export function knowledge(reader: Reader): Record<string, unknown[]> {
  return {
    orders: reader.all(
      `SELECT s.name AS source, o.key, o.ordered_at, o.kind, o.status, o.currency, o.net_minor, o.left_out_minor,
              o.channel, o.country, o.custom,
              (SELECT group_concat(type || '=' || value, ',') FROM (SELECT type, value FROM identifiers i
                WHERE i.profile_id = o.profile_id ORDER BY type, value)) AS customer
         FROM orders o JOIN sources s ON s.id = o.source_id ORDER BY 1, 2`,
    ),
    lines: reader.all(
      `SELECT o.key, l.line_key, p.key AS product, p.name, l.line_type, l.quantity_milli, l.unit_price_micro,
              l.amount_minor, l.custom
         FROM order_items l JOIN orders o ON o.id = l.order_id LEFT JOIN products p ON p.id = l.product_id ORDER BY 1, 2`,
    ),
    products: reader.all('SELECT key, name, category FROM products ORDER BY 1'),
    identifiers: reader.all('SELECT type, scope, value FROM identifiers ORDER BY 1, 2, 3'),
    profiles: reader.all(
      `SELECT p.display_name, p.country, p.kind, p.first_seen, p.traits, i.value
         FROM profiles p LEFT JOIN identifiers i ON i.profile_id = p.id ORDER BY 6, 1`,
    ),
    events: reader.all('SELECT name, occurred_at, message_id, properties FROM events ORDER BY 1, 2, 3, 4'),
  };
}

/** Rules every store at rest keeps; each entry is a broken one. */
export function brokenRules(reader: Reader): string[] {
  const broken: string[] = [];
  const count = (sql: string) => reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`)?.n ?? -1;
  const check = reader.get<{ integrity_check: string }>('PRAGMA main.integrity_check')?.integrity_check;
  if (check !== 'ok') broken.push(`SQLite: ${check}`);
  if (count('pragma_foreign_key_check') > 0) broken.push('a foreign key leads nowhere');
  if (count('pending_changes') > 0) broken.push('changes are left pending');
  if (count('pending_undo') > 0) broken.push('undo records are left');
  for (const { entity, row_count, last_id } of reader.all<{ entity: string; row_count: number; last_id: number }>(
    `SELECT entity, row_count, last_id FROM entity_counters WHERE entity <> 'imported_tables'`,
  )) {
    if (count(`"${entity}"`) !== row_count) broken.push(`${entity}: counter says ${row_count}`);
    if (count(`"${entity}" WHERE id > ${last_id}`) > 0) broken.push(`${entity}: an id beyond the counter`);
  }
  const uncovered = `"%" t WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE c.entity = '%'
    AND c.action IN ('insert', 'reset') AND (c.action = 'reset' OR t.id BETWEEN c.first_id AND c.last_id))`;
  for (const entity of canonicalEntities) {
    if (count(uncovered.replaceAll('%', entity)) > 0) broken.push(`${entity}: a row no change tells of`);
  }
  const index = reader.get<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'events_by_content'`)?.sql;
  if (!/\(source_id, occurred_at, content_hash\)\s+WHERE message_id IS NULL$/.test(index ?? ''))
    broken.push('no index of events');
  const sums = reader.all(
    `SELECT o.key FROM orders o WHERE has_own_totals <> 1 AND net_minor <> (SELECT coalesce(sum(amount_minor), 0)
       FROM order_items l WHERE l.order_id = o.id AND line_type IN ('goods', 'delivery', 'discount'))`,
  );
  if (sums.length > 0) broken.push('an order is not the sum of its lines');
  return broken;
}
