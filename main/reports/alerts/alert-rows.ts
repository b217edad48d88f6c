import {
  type Alert,
  type AlertDefinition,
  type AlertResult,
  alertInput,
  alertResultOutput,
} from '../../../contract/alerts.ts';
import { errorSentence } from '../../../contract/error-words.ts';
import type { AppErrorData } from '../../../contract/errors.ts';
import type { Language, LocalizedText } from '../../../contract/language.ts';
import { tilePath } from '../../../contract/links.ts';
import type { AlertState } from './conditions.ts';

/** An alert as kept. */
export interface AlertRow {
  id: string;
  owner: string;
  isPaused: boolean;
  definition: AlertDefinition;
  /** Rises with every edit. */
  updatedAt: number;
  state: AlertState;
  stateSince: number | null;
  evaluatedAt: number | null;
  snoozedUntil: number | null;
  result: AlertResult | null;
  error: AppErrorData | null;
}

/** First line: what happened; then the sentences with their figures, and who moved it. */
export function wordsOf(
  { name, by }: AlertDefinition,
  { conditions, rows }: AlertResult,
  tells: 'alert' | 'recovered',
  amount: (value: number) => LocalizedText,
): LocalizedText {
  const told = tells === 'alert' ? conditions.filter(({ holds }) => holds) : conditions;
  const moved = (language: Language) =>
    rows.map((row) => `${row.value || '–'}: ${amount(row.before)[language]} → ${amount(row.now)[language]}`);
  const lines = (language: Language) => [
    ...told.map(({ words }) => words[language]),
    ...(by === null ? [] : moved(language)),
  ];
  return {
    'zh-CN': [tells === 'alert' ? `预警：${name}` : `已恢复：${name}`, ...lines('zh-CN')].join('\n'),
    en: [tells === 'alert' ? `Alert: ${name}` : `Recovered: ${name}`, ...lines('en')].join('\n'),
  };
}

/** Where a reader goes on: the tile itself, narrowed as it is watched, or the list of alerts. */
export function linkOf({ id, definition: { tile } }: AlertRow): string {
  if (tile === null) return `/deliveries?tab=alerts&alert=${id}`;
  // The dates are the alert's own.
  const { from: _, to: __, range: ___, ...filters } = tile.view;
  return tilePath(tile.board, filters, tile.tile);
}

/** Of the table `alerts`. */
export function rowOf(row: Record<string, unknown>): AlertRow {
  const kept =
    row.last_result === null ? {} : (JSON.parse(String(row.last_result)) as { result?: unknown; error?: AppErrorData });
  const number = (value: unknown) => (value === null ? null : Number(value));
  return {
    id: String(row.id),
    owner: String(row.owner),
    isPaused: row.is_paused === 1,
    definition: alertInput.parse(JSON.parse(String(row.definition))),
    state: row.state as AlertState,
    updatedAt: Number(row.updated_at),
    stateSince: number(row.state_since),
    evaluatedAt: number(row.evaluated_at),
    snoozedUntil: number(row.snoozed_until),
    result: kept.result === undefined ? null : alertResultOutput.parse(kept.result),
    error: kept.error ?? null,
  };
}

/** As the API shows it. */
export function stateOf(row: AlertRow, language: Language): Alert {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const { id, owner, isPaused, definition, state, result, error } = row;
  return {
    ...{ id, owner, isPaused, definition, state, result },
    stateSince: iso(row.stateSince),
    evaluatedAt: iso(row.evaluatedAt),
    snoozedUntil: iso(row.snoozedUntil),
    error: error && { code: error.code, message: errorSentence(error.code, error.params, language) },
  };
}
