import { type Workspace, type WorkspaceInput, workspaceOutput } from '../../contract/workspace.ts';
import type { Reader, Writer } from '../store/index.ts';
import type { WorkspaceDefaults } from './messages.ts';

/** Kept beside the settings: the currency of most orders, renewed whenever orders change. */
const currencyInUse = 'currencyInUse';

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
  const settings = { currencySetting: null, weekStart: 1, fiscalYearStartMonth: 1, exchangeRates: {}, ...defaults };
  return workspaceOutput.parse({
    ...settings,
    riseColor: language === 'zh-CN' ? 'red' : 'green',
    ...stored,
    currency: stored.currencySetting ?? stored[currencyInUse] ?? byLanguage,
  });
}

/** Writes the settings given; inside a transaction. */
export function writeWorkspace(store: Writer, input: WorkspaceInput, now: number): void {
  for (const [key, value] of Object.entries(input)) {
    if (value !== undefined) writeSetting(store, key, value, now);
  }
}

/** Renews the currency of most orders; of two equally frequent the alphabetically first. Inside a transaction. */
export function renewCurrencyInUse(store: Writer, now: number): void {
  const most = store.get<{ currency: string }>(
    'SELECT currency FROM orders GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1',
  );
  if (most) writeSetting(store, currencyInUse, most.currency, now);
  else store.run('DELETE FROM workspace_settings WHERE key = ?', [currencyInUse]);
}

function writeSetting(store: Writer, key: string, value: unknown, now: number): void {
  store.run(
    `INSERT INTO workspace_settings (key, value, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    [key, JSON.stringify(value), now],
  );
}
