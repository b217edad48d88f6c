import { Button } from 'antd';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import type { Pivot } from '../../../contract/pivot.ts';
import { reportViews } from '../../../contract/reports.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { SettingsIcon } from '../../ui/index.ts';
import { BuilderContext, useBuilder } from './builder-context.ts';
import { ChartPane } from './chart-pane.tsx';
import { suggestedView } from './chart-plot.ts';
import { ChartSettings } from './chart-settings.tsx';
import { EmptyNote } from './notes.tsx';
import { isAskable, type PivotTable, usePivotTable } from './pivot-requests.ts';
import styles from './result-pane.module.css';
import { TableResult } from './table-result.tsx';
import { TableSettings } from './table-settings.tsx';

/**
 * The answer to what lies on the shelves, as a table or a chart. What was done is drawn on the shelves first; the
 * answer follows when there is time for it, and says meanwhile that it is on its way.
 */
export const ResultPane = memo(function ResultPane({ pivot }: { pivot: Pivot }) {
  const { t } = useTranslation('explore');
  const builder = useBuilder();
  const [isPanelOpen, setIsPanelOpen] = useState(false);
  const wanted = useMemo(() => ({ builder, pivot }), [builder, pivot]);
  const shown = useDeferredValue(wanted);
  const isTable = builder.definition.view === 'table';
  const { collapsed, view } = shown.builder.definition;
  const body = useMemo(
    () => (view === 'table' && isAskable(shown.pivot) ? { pivot: shown.pivot, collapsed } : null),
    [view, shown.pivot, collapsed],
  );
  const { table, query } = usePivotTable(body);
  // Also for the moment in which the answer is there and the table before it still stands.
  const isOnItsWay = query.isFetching || (body !== null && !query.isError && table?.body !== body);
  const isAsked = shown.pivot !== pivot || collapsed !== builder.definition.collapsed;
  return (
    <section className={styles.pane} aria-busy={isOnItsWay || shown !== wanted}>
      <div className={styles.bar}>
        <ViewSwitch />
        {isTable ? (
          <TableSettings />
        ) : (
          <Button
            size="small"
            icon={<SettingsIcon size={16} />}
            type={isPanelOpen ? 'primary' : 'default'}
            ghost={isPanelOpen}
            aria-expanded={isPanelOpen}
            aria-label={t('chartSettings')}
            title={t('chartSettings')}
            onClick={() => setIsPanelOpen((isOpen) => !isOpen)}
            data-testid="chart-settings"
          />
        )}
      </div>
      {!isAskable(shown.pivot) ? (
        <EmptyNote />
      ) : view === 'table' ? (
        <BuilderContext value={shown.builder}>
          <TableResult table={table} error={query.isError ? query.error : null} retry={query.refetch} />
        </BuilderContext>
      ) : (
        <div className={styles.beside}>
          <BuilderContext value={shown.builder}>
            <ChartPane pivot={shown.pivot} />
          </BuilderContext>
          {isPanelOpen && !isTable ? <ChartSettings /> : null}
        </div>
      )}
      {view === 'table' && table && isAskable(shown.pivot) ? (
        <Stats table={table} isFetching={isOnItsWay || isAsked} />
      ) : null}
    </section>
  );
});

function ViewSwitch() {
  const { t } = useTranslation('explore');
  const { definition, members, change } = useBuilder();
  const suggested = suggestedView(definition, members);
  return (
    <div className={styles.views} role="toolbar" aria-label={t('view')}>
      {reportViews.map((view) => (
        <button
          key={view}
          type="button"
          className={styles.view}
          aria-pressed={definition.view === view}
          data-suggested={view === suggested && definition.view !== view}
          onClick={() => change((now) => ({ ...now, view }))}
          title={view === suggested ? `${t(`views.${view}`)} · ${t('suggested')}` : t(`views.${view}`)}
          data-testid={`view-${view}`}
        >
          {t(`views.${view}`)}
        </button>
      ))}
    </div>
  );
}

function Stats({ table, isFetching }: { table: PivotTable; isFetching: boolean }) {
  const { t } = useTranslation('explore');
  const { head } = table;
  const { rows, columns } = head.truncated;
  const cuts = [
    rows ? t('truncatedRows', { shown: formatCount(rows.shown), total: formatCount(rows.total) }) : '',
    columns ? t('truncatedColumns', { shown: formatCount(columns.shown), total: formatCount(columns.total) }) : '',
  ].filter(Boolean);
  const size = t('stats', {
    rows: formatCount(head.rowCount),
    columns: formatCount(head.columnCount),
    seconds: (head.elapsedMs / 1000).toFixed(2),
  });
  return (
    <p className={styles.stats} data-cut={cuts.length > 0} role="status" data-testid="pivot-stats">
      {isFetching ? t('loading') : `${size} · ${cuts.length > 0 ? cuts.join(' · ') : t('statsWhole')}`}
    </p>
  );
}
