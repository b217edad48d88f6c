import { InputNumber } from 'antd';
import type { ReportView } from '../../../contract/reports.ts';
import { useTranslation } from '../../i18n/index.ts';
import { LookSettings } from '../chart-settings/look-settings.tsx';
import { useBuilder } from './builder-context.ts';
import { categoriesOf } from './chart-plot.ts';
import { Setting } from './field-settings.tsx';
import styles from './result-pane.module.css';

const withAxes = new Set<ReportView>(['bar', 'stacked-bar', 'percent-bar', 'horizontal-bar', 'line', 'area']);
const ordered = new Set<ReportView>(['bar', 'stacked-bar', 'percent-bar', 'horizontal-bar', 'pie', 'treemap']);

/** What can be said about the chart, beside it, so that every change is seen at once. */
export function ChartSettings() {
  const { t } = useTranslation('explore');
  const { definition, change } = useBuilder();
  const { chart, view } = definition;
  const set = (part: Partial<typeof chart>) => change((now) => ({ ...now, chart: { ...now.chart, ...part } }));
  return (
    <aside className={styles.settings} aria-label={t('chartSettings')}>
      <LookSettings
        look={chart.look}
        change={(look) => set({ look })}
        has={{
          axes: withAxes.has(view),
          lines: view === 'line' || view === 'area',
          order: ordered.has(view),
          series: withAxes.has(view),
        }}
      />
      <Setting label={t('chartLimit')}>
        <InputNumber
          size="small"
          min={2}
          max={500}
          value={categoriesOf({ chart, view })}
          onChange={(limit) => set({ limit: limit ?? 60 })}
        />
      </Setting>
    </aside>
  );
}
