import type { RetentionOutput } from '../../../../contract/analytics.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { type HeatRow, HeatTable } from '../frame/heat-table.tsx';
import { share } from '../frame/shares.ts';
import { useWorld } from '../frame/world.ts';
import { columnNames } from './columns.ts';
import { columnMeans } from './means.ts';
import styles from './retention.module.css';
import type { RetentionSettings } from './retention-settings.ts';

interface ValueTableProps {
  parts: RetentionOutput['breakdown'];
  settings: RetentionSettings;
  picked: string | null;
  onPick: (key: string | null) => void;
  nameOf: (value: readonly string[]) => string;
}

/** Mean retention of each value of the breakdown; a value opens its own cohorts. */
export function ValueTable({ parts, settings, picked, onPick, nameOf }: ValueTableProps) {
  const { t } = useTranslation('behaviour');
  const { t: words } = useWorld();
  const count = Math.max(0, ...parts.flatMap(({ cohorts }) => cohorts.map(({ counts }) => counts.length)));
  const rows: HeatRow[] = parts.slice(0, 20).map(({ value, cohorts }) => {
    const key = value.join('\n');
    return {
      key,
      label: (
        <button
          type="button"
          className={styles.value}
          aria-pressed={picked === key}
          onClick={() => onPick(picked === key ? null : key)}
        >
          {nameOf(value)}
        </button>
      ),
      size: { text: formatCount(cohorts.reduce((sum, { size }) => sum + size, 0)) },
      cells: columnMeans(cohorts).map(({ rate, count: people, size }, column) => ({
        text: rate === null ? '—' : `${(rate * 100).toFixed(column === 0 ? 0 : 1)}%`,
        depth: column === 0 ? 1 : Math.min(0.9, (rate ?? 0) * 1.5),
        title: t('retention.tooltip', { people: formatCount(people), size: formatCount(size), rate: share(rate) }),
      })),
    };
  });
  return (
    <HeatTable
      caption={t('retention.tableTitle')}
      corner={words('value')}
      sizeName={t('retention.size')}
      columns={columnNames(settings, count, t)}
      rows={rows}
    />
  );
}
