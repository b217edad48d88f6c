import type { RetentionOutput } from '../../../../contract/analytics.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { type HeatRow, HeatTable } from '../frame/heat-table.tsx';
import { share } from '../frame/shares.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import { columnNames } from './columns.ts';
import { columnMeans } from './means.ts';
import styles from './retention.module.css';
import type { RetentionBody } from './retention-settings.ts';

interface ValueTableProps {
  parts: RetentionOutput['breakdown'];
  body: RetentionBody;
  picked: string | null;
  onPick: (key: string | null) => void;
  nameOf: (value: readonly string[]) => string;
}

/** Mean retention of each value of the breakdown; a value opens its own cohorts. */
export function ValueTable({ parts, body, picked, onPick, nameOf }: ValueTableProps) {
  const openPeople = useOpenPeople();
  const { t } = useTranslation('behaviour');
  const { t: words } = useWorld();
  const count = Math.max(0, ...parts.flatMap(({ cohorts }) => cohorts.map(({ counts }) => counts.length)));
  const names = columnNames(body, count, t);
  const open = (value: readonly string[], column: number) => {
    const cohort = nameOf(value);
    const title = column === 0 ? cohort : t('retention.cell', { cohort, column: names[column] ?? '' });
    openPeople({ kind: 'retention', body, cell: { column, breakdown: value }, title, name: title });
  };
  const partOf = (key: string) => parts.find(({ value }) => value.join('\n') === key);
  const rows: HeatRow[] = parts.slice(0, 20).map(({ value, cohorts }) => {
    const key = value.join('\n');
    return {
      key,
      label: nameOf(value),
      head: (
        <button
          type="button"
          className={styles.value}
          aria-pressed={picked === key}
          onClick={() => onPick(picked === key ? null : key)}
        >
          {nameOf(value)}
        </button>
      ),
      size: {
        text: formatCount(cohorts.reduce((sum, { size }) => sum + size, 0)),
        isOpen: true,
      },
      cells: columnMeans(cohorts).map(({ rate, count: people }, column) => ({
        text: rate === null ? '—' : `${(rate * 100).toFixed(column === 0 ? 0 : 1)}%`,
        depth: column === 0 ? 1 : Math.min(0.9, (rate ?? 0) * 1.5),
        isOpen: people > 0,
      })),
    };
  });
  return (
    <HeatTable
      caption={t('retention.tableTitle')}
      corner={words('value')}
      sizeName={t('retention.size')}
      columns={names}
      rows={rows}
      onOpen={(key, column) => {
        const part = partOf(key);
        if (part) open(part.value, column ?? 0);
      }}
      titleOf={(key, column) => {
        const mean = columnMeans(partOf(key)?.cohorts ?? [])[column];
        if (!mean) return '';
        const { rate, count: people, size } = mean;
        return t('retention.tooltip', { people: formatCount(people), size: formatCount(size), rate: share(rate) });
      }}
    />
  );
}
