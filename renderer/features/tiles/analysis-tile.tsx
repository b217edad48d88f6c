import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import { z } from 'zod';
import { funnelOutput, lifecycleOutput, retentionOutput, stickinessOutput } from '../../../contract/analytics.ts';
import type { TileOf } from '../../../contract/boards.ts';
import type { Language } from '../../../contract/language.ts';
import { formatCount, formatDayShort, formatMonth, formatShort } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { type DateRange, rangeOf } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import styles from './analysis-tile.module.css';
import { RowsSkeleton } from './skeletons.tsx';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import type { TileState } from './tile-state.ts';

type AnalysisTileDefinition = TileOf<'analysis'>;

const answers = {
  funnel: funnelOutput,
  retention: retentionOutput,
  lifecycle: lifecycleOutput,
  stickiness: stickinessOutput,
} as const;
const bodies = z.union([
  z.object({ kind: z.literal('funnel'), answer: funnelOutput }),
  z.object({ kind: z.literal('retention'), answer: retentionOutput }),
  z.object({ kind: z.literal('lifecycle'), answer: lifecycleOutput }),
  z.object({ kind: z.literal('stickiness'), answer: stickinessOutput }),
]);
type Body = z.infer<typeof bodies>;

async function ask(
  tile: AnalysisTileDefinition,
  { from, to }: DateRange,
  segment: string | null,
  signal: AbortSignal,
): Promise<Body> {
  const body = { ...tile.question, dateRange: { from, to }, ...(segment === null ? {} : { segmentId: segment }) };
  const schema: z.ZodType = answers[tile.analysis];
  const answer = await request(`/api/v1/analytics/${tile.analysis}`, { method: 'POST', body, schema, signal });
  return bodies.parse({ kind: tile.analysis, answer });
}

/** A customer analysis under the dates of the board; its own page tells more. */
export function AnalysisTile({ tile }: { tile: AnalysisTileDefinition }) {
  const localized = useLocalized();
  const { scope } = useTileSurface();
  const range = rangeOf(tile, scope);
  const query = useQuery({
    queryKey: ['cube', 'analysis', tile.analysis, tile.question, range, scope.segment],
    queryFn: ({ signal }) => ask(tile, range, scope.segment, signal),
  });
  const state: TileState = query.isError
    ? { kind: 'failed', error: query.error, retry: () => void query.refetch() }
    : query.data === undefined
      ? { kind: 'loading' }
      : { kind: 'full', isRefreshing: query.isFetching };
  // The board's filters are of orders; analyses of events have filters of their own.
  const unreached = scope.filters.filter((filter) => filter.values.length > 0).map((filter) => filter.member);
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={range}
      measures={[]}
      unreached={unreached}
      notes={tile.subtitle ? [localized(tile.subtitle)] : []}
      skeleton={<RowsSkeleton rows={5} />}
    >
      {query.data ? <Answer body={query.data} /> : null}
    </TileFrame>
  );
}

function Answer({ body }: { body: Body }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  switch (body.kind) {
    case 'funnel':
      return (
        <Bars
          rows={body.answer.steps.map((step) => ({
            name: step.label,
            value: step.count,
            note: percent(step.conversionFromFirst),
          }))}
        />
      );
    case 'stickiness':
      return (
        <Bars
          rows={body.answer.intervals.map((one) => ({
            name: String(one.activeIntervals),
            value: one.persons,
            note: '',
          }))}
        />
      );
    case 'lifecycle':
      return (
        <Bars
          rows={body.answer.intervals.map((one) => ({
            name: startLabel(one.start, language),
            value: one.new + one.returning + one.resurrecting,
            note: t('lifecycleNote', { added: formatCount(one.new), lost: formatCount(Math.abs(one.dormant)) }),
          }))}
        />
      );
    case 'retention':
      return <Cohorts cohorts={body.answer.cohorts} />;
  }
}

/** A month by its name, any other interval by its first day. */
function startLabel(start: string, language: Language): string {
  const day = start.slice(0, 10);
  return day.endsWith('-01') ? formatMonth(day, language) : formatDayShort(day, language);
}

const percent = (share: number | null) => (share === null ? '—' : `${(share * 100).toFixed(1)}%`);

function Bars({ rows }: { rows: { name: string; value: number; note: string }[] }) {
  const language = useLanguage();
  const largest = Math.max(1, ...rows.map((row) => row.value));
  return (
    <ol className={styles.bars}>
      {rows.map((row) => (
        <li key={row.name}>
          <span className={styles.name} title={row.name}>
            {row.name}
          </span>
          <span className={styles.bar} aria-hidden="true">
            <i style={{ width: `${(Math.max(0, row.value) / largest) * 100}%` }} />
          </span>
          <span className={styles.value}>{formatShort(row.value, { unit: 'count', language, currency: '' })}</span>
          <span className={styles.note}>{row.note}</span>
        </li>
      ))}
    </ol>
  );
}

function Cohorts({ cohorts }: { cohorts: { start: string; size: number; rates: (number | null)[] }[] }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const width = Math.min(12, Math.max(0, ...cohorts.map((cohort) => cohort.rates.length)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={t('cohorts')}>
      <table className={styles.cohorts}>
        <thead>
          <tr>
            <th scope="col">{t('cohorts')}</th>
            {Array.from({ length: width }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
              <th key={index} scope="col">
                {index === 0 ? '0' : `+${index}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <tr key={cohort.start}>
              <th scope="row">
                {startLabel(cohort.start, language)} <small>{formatCount(cohort.size)}</small>
              </th>
              {Array.from({ length: width }, (_, index) => cohort.rates[index] ?? null).map((rate, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
                <td key={index} style={{ '--depth': `${Math.round((rate ?? 0) * 70)}%` } as CSSProperties}>
                  {rate === null ? '' : `${Math.round(rate * 100)}`}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
