import { type Workspace, type WorkspaceInput, workspaceOutput } from '../../contract/workspace.ts';
import type { Reader, Writer } from '../store/index.ts';
import type { WorkspaceDefaults } from './messages.ts';

/** Kept beside the settings: orders per currency, renewed whenever orders change. */
const currencyCounts = 'currencyCounts';

/** The workspace in force: settings, else the defaults. `currency`: the setting, else that of most orders, else by language. */
export function readWorkspace(reader: Reader, defaults: WorkspaceDefaults): Workspace {
  const stored: Record<string, unknown> = {};
  for (const { key, value } of reader.all<{ key: string; value: string }>(
    'SELECT key, value FROM workspace_settings',
  )) {
    stored[key] = JSON.parse(value);
  }
  const language = stored.language ?? defaults.language;
  const byLanguage = language === 'zh-CN' ? 'CNY' : 'USD';
  const settings = {
    ...{ currencySetting: null, weekStart: 1, fiscalYearStartMonth: 1, exchangeRates: {}, publicAddress: null },
    ...defaults,
  };
  return workspaceOutput.parse({
    ...settings,
    riseColor: language === 'zh-CN' ? 'red' : 'green',
    ...stored,
    currency: stored.currencySetting ?? mostFrequent(stored[currencyCounts]) ?? byLanguage,
  });
}

/** Writes the settings given; inside a transaction. */
export function writeWorkspace(store: Writer, input: WorkspaceInput, now: number): void {
  for (const [key, value] of Object.entries(input)) {
    if (value !== undefined) writeSetting(store, key, value, now);
  }
}

/**
 * Renews the number of orders per currency, inside a transaction: adds what an import brought, or counts all anew where
 * orders were changed or deleted (`brought` null), which takes 0.2 s per million.
 */
export function renewCurrencyCounts(store: Writer, brought: ReadonlyMap<string, number> | null, now: number): void {
  const counts: Record<string, number> = {};
  if (brought) {
    const stored = store.get<{ value: string }>('SELECT value FROM workspace_settings WHERE key = ?', [currencyCounts]);
    Object.assign(counts, stored ? JSON.parse(stored.value) : {});
    for (const [currency, count] of brought) counts[currency] = (counts[currency] ?? 0) + count;
  } else {
    const rows = store.all<{ currency: string; count: number }>(
      'SELECT currency, count(*) AS count FROM orders GROUP BY currency',
    );
    for (const { currency, count } of rows) counts[currency] = count;
  }
  writeSetting(store, currencyCounts, counts, now);
}

/** The currency in force once these orders are there too; null = it will be the one it is. */
export function currencyAfter(reader: Reader, brought: ReadonlyMap<string, number>): string | null {
  const setting = (key: string) =>
    JSON.parse(
      reader.get<{ value: string }>('SELECT value FROM workspace_settings WHERE key = ?', [key])?.value ?? 'null',
    ) as unknown;
  if (setting('currencySetting') !== null) return null;
  const counts: Record<string, number> = { ...(setting(currencyCounts) as Record<string, number> | null) };
  for (const [currency, count] of brought) counts[currency] = (counts[currency] ?? 0) + count;
  return mostFrequent(counts) ?? null;
}

/** Of two equally frequent the alphabetically first; undefined = no orders. */
function mostFrequent(counts: unknown): string | undefined {
  const entries = Object.entries((counts ?? {}) as Record<string, number>);
  entries.sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  return entries[0]?.[0];
}

function writeSetting(store: Writer, key: string, value: unknown, now: number): void {
  store.run(
    `INSERT INTO workspace_settings (key, value, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    [key, JSON.stringify(value), now],
  );
}
