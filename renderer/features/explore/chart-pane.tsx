import { useEffect, useMemo, useRef, useState } from 'react';
import { plainChartLook } from '../../../contract/chart-look.ts';
import type { AxisField, MemberKey, Pivot, PivotLine, PivotOutput } from '../../../contract/pivot.ts';
import { keyLabel, pivotWords } from '../../../contract/pivot-labels.ts';
import type { ReportDefinition } from '../../../contract/reports.ts';
import type { MarkAction, SpreadExtra } from '../../charts/index.ts';
import { useChartKind } from '../../charts/index.ts';
import { formatCount } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import type { Members } from '../../queries/index.ts';
import { useTheme } from '../../ui/index.ts';
import { useBuilder } from './builder-context.ts';
import { chartOf, chartPivot, type DrawnPlot, plotOf } from './chart-plot.ts';
import { FailedNote, NothingNote } from './notes.tsx';
import { type PivotBody, useWholePivot } from './pivot-requests.ts';
import styles from './result-pane.module.css';

const nothing: SpreadExtra = {};
const mostRows = 500;
/** Lower, and the names of bars lie on each other: the chart scrolls. */
const barHeight = 18;

/** What was done to a mark, and the lines of the table it stands for. */
export type MarkTold = (action: MarkAction, lines: { row: PivotLine | null; column: PivotLine | null }) => void;

interface ChartPaneProps {
  pivot: Pivot;
  /** Within the frame of a tile. */
  frame?: { label: string; onMark: MarkTold | undefined };
}

/** The question of a definition's chart. */
export function useChartBody(pivot: Pivot | null, definition: ReportDefinition, members: Members): PivotBody | null {
  return useMemo(
    () =>
      pivot === null ? null : { pivot: chartPivot(pivot, definition, members), collapsed: { rows: [], columns: [] } },
    [pivot, definition, members],
  );
}

/** The answer to a chart's question. */
export const useChartAnswer = (body: PivotBody | null) => useWholePivot(body, mostRows);

/** The newest answer beside its own question: until another has come, it is drawn by the fields it was asked for. */
function useAnswered(body: PivotBody | null, { data, isPlaceholderData }: ReturnType<typeof useChartAnswer>) {
  const [answered, setAnswered] = useState<{ body: PivotBody; output: PivotOutput } | null>(null);
  if (body === null || data === undefined || isPlaceholderData) return answered;
  if (answered?.body === body && answered.output === data) return answered;
  const next = { body, output: data };
  setAnswered(next);
  return next;
}

/** The fields of the table as a chart. */
export function ChartPane({ pivot, frame }: ChartPaneProps) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const { tokens } = useTheme();
  const { definition, members, workspace, valueTitle } = useBuilder();
  const view = definition.view === 'table' ? 'bar' : definition.view;
  const Chart = useChartKind(chartOf[view].kind);
  const body = useChartBody(pivot, definition, members);
  const query = useChartAnswer(body);
  const answered = useAnswered(body, query);
  const told = useRef<DrawnPlot | null>(null);
  const tell = useRef(frame?.onMark);
  const [frameLabel, isTold] = [frame?.label, frame?.onMark !== undefined];
  const drawn = useMemo(() => {
    if (!answered) return null;
    const { output, body } = answered;
    const label = (field: AxisField, key: MemberKey) => {
      const member = members.get(field.member);
      return keyLabel(field, key, {
        language,
        type: member?.type ?? 'string',
        unit: /weekday/.test(field.member) ? 'weekday' : null,
        emptyText: definition.emptyText,
        fiscalStart: workspace.fiscalYearStartMonth,
      });
    };
    const words = pivotWords[language];
    const terms = {
      output,
      pivot: body.pivot,
      definition,
      members,
      language,
      currency: workspace.currency,
      tokens,
      label: frameLabel ?? t('chart'),
      onMark: isTold
        ? (action: MarkAction) => {
            const lines = told.current;
            const { category, series } = action.mark;
            tell.current?.(action, {
              row: lines?.categories[category] ?? null,
              column: lines?.columns[series] ?? null,
            });
          }
        : undefined,
      words: { total: words.total, totalShown: t('totalShown'), other: words.other },
      keyLabel: label,
      valueTitle: (index: number) => {
        const value = body.pivot.values[index];
        return value ? valueTitle(value) : '';
      },
    };
    return namedOnce(plotOf(terms), chartOf[view].kind !== 'scatter');
  }, [answered, definition, members, language, workspace, tokens, t, valueTitle, frameLabel, isTold, view]);
  useEffect(() => {
    told.current = drawn;
    tell.current = frame?.onMark;
  });
  // The chart of another question is no answer to this one.
  if (query.isError && query.data === undefined)
    return <FailedNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!drawn || !Chart) return <div className={styles.skeleton} aria-busy="true" />;
  if (drawn.plot.categories.length === 0 || drawn.plot.series.length === 0) return <NothingNote />;
  const isLong = drawn.plot.isHorizontal && drawn.plot.categories.length > 12;
  return (
    <figure
      className={styles.chart}
      data-framed={frame !== undefined || undefined}
      aria-busy={query.isFetching}
      data-testid="chart"
    >
      <figcaption className={styles.caption}>
        <span>{drawn.unit}</span>
        {drawn.total > drawn.plot.categories.length ? <span>{t(cutWord(drawn), cutOf(drawn))}</span> : null}
        {drawn.series > drawn.plot.series.length ? (
          <span>
            {t(drawn.isRanked.series ? 'seriesRanked' : 'seriesCut', {
              shown: formatCount(drawn.plot.series.length),
              total: formatCount(drawn.series),
            })}
          </span>
        ) : null}
      </figcaption>
      {isLong ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
        <section className={styles.scrolled} tabIndex={0} aria-label={t('chart')}>
          <div className={styles.canvas} style={{ minHeight: drawn.plot.categories.length * barHeight }}>
            <Chart plot={drawn.plot} extra={nothing} />
          </div>
        </section>
      ) : (
        <div className={styles.canvas}>
          <Chart plot={drawn.plot} extra={nothing} />
        </div>
      )}
      {drawn.hasLegend ? (
        <ul className={styles.legend} data-legend="">
          {drawn.plot.series.map((series) => (
            <li key={series.name}>
              <i style={{ background: series.color }} />
              {series.name}
            </li>
          ))}
        </ul>
      ) : null}
    </figure>
  );
}

function cutWord({ rest, isRanked, isLargest }: DrawnPlot): 'chartRest' | 'chartRanked' | 'chartLargest' | 'chartCut' {
  if (rest !== null) return 'chartRest';
  return isRanked.categories ? 'chartRanked' : isLargest ? 'chartLargest' : 'chartCut';
}

const cutOf = ({ plot, total, rest }: DrawnPlot) => ({
  shown: formatCount(plot.categories.length),
  total: formatCount(total),
  rest: rest ?? '',
});

/** Several series are named below the drawing, where every name has room, and then not a second time within it. */
function namedOnce(drawn: DrawnPlot, isCartesian: boolean): DrawnPlot & { hasLegend: boolean } {
  const look = drawn.plot.look ?? plainChartLook;
  const hasLegend = look.legend === 'auto' && isCartesian && drawn.plot.series.length > 1;
  return hasLegend
    ? { ...drawn, hasLegend, plot: { ...drawn.plot, look: { ...look, legend: 'none' } } }
    : { ...drawn, hasLegend };
}
