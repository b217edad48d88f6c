import { useMemo, useRef } from 'react';
import type { AxisField, MemberKey, Pivot } from '../../../contract/pivot.ts';
import { keyLabel, pivotWords } from '../../../contract/pivot-labels.ts';
import type { SpreadExtra } from '../../charts/index.ts';
import { useChartKind } from '../../charts/index.ts';
import { formatCount } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useTheme } from '../../ui/index.ts';
import { useBuilder } from './builder-context.ts';
import { chartOf, chartPivot, plotOf } from './chart-plot.ts';
import { FailedNote, NothingNote } from './notes.tsx';
import { useWholePivot } from './pivot-requests.ts';
import styles from './result-pane.module.css';

const nothing: SpreadExtra = {};
const mostRows = 500;

/** The fields of the table as a chart. */
export function ChartPane({ pivot }: { pivot: Pivot }) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const { tokens } = useTheme();
  const { definition, members, workspace, valueTitle } = useBuilder();
  const view = definition.view === 'table' ? 'bar' : definition.view;
  const Chart = useChartKind(chartOf[view].kind);
  const box = useRef<HTMLDivElement>(null);
  const body = useMemo(
    () => ({ pivot: chartPivot(pivot, definition, members), collapsed: { rows: [], columns: [] } }),
    [pivot, definition, members],
  );
  const query = useWholePivot(body, mostRows);
  const output = query.data;
  const drawn = useMemo(() => {
    if (!output) return null;
    const label = (field: AxisField, key: MemberKey) => {
      const member = members.get(field.member);
      return keyLabel(field, key, {
        language,
        type: member?.type ?? 'string',
        unit: /weekday/.test(field.member) ? 'weekday' : null,
        emptyText: definition.emptyText,
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
      label: t('gridLabel'),
      words: { total: words.total, other: words.other },
      keyLabel: label,
      valueTitle: (index: number) => {
        const value = body.pivot.values[index];
        return value ? valueTitle(value) : '';
      },
    };
    return plotOf(terms);
  }, [output, body, definition, members, language, workspace, tokens, t, valueTitle]);
  if (query.isError && !output) return <FailedNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!drawn || !Chart) return <div className={styles.skeleton} aria-busy="true" />;
  if (drawn.plot.categories.length === 0 || drawn.plot.series.length === 0) return <NothingNote />;
  return (
    <figure className={styles.chart} aria-busy={query.isFetching} data-testid="chart">
      <figcaption className={styles.caption}>
        <span>{drawn.unit}</span>
        {drawn.total > drawn.plot.categories.length ? (
          <span>
            {t('chartCut', { shown: formatCount(drawn.plot.categories.length), total: formatCount(drawn.total) })}
          </span>
        ) : null}
        {drawn.series > drawn.plot.series.length ? (
          <span>
            {t('seriesCut', { shown: formatCount(drawn.plot.series.length), total: formatCount(drawn.series) })}
          </span>
        ) : null}
      </figcaption>
      <div ref={box} className={styles.canvas}>
        <Chart plot={drawn.plot} extra={nothing} />
      </div>
      {definition.chart.showLegend && drawn.plot.series.length > 1 && view !== 'scatter' ? (
        <ul className={styles.legend}>
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
