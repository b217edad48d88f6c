import type { CustomerOrder, CustomerRow, CustomerSort } from '../../../contract/profiles.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import { currencyDigits, formatCount, formatDay, formatExact, formatShort, localDateOf } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { CustomerLink } from './customer-link.tsx';
import styles from './list.module.css';

interface CustomerTableProps {
  /** Left out while they are not there yet: lines of the same height stand in. */
  rows?: readonly CustomerRow[];
  order: CustomerOrder;
  isStale: boolean;
  workspace: Pick<Workspace, 'currency' | 'timezone'>;
  onSort: (order: CustomerOrder) => void;
}

const figures = ['orders', 'revenue', 'lastOrder', 'firstSeen'] as const satisfies CustomerSort[];
/** Lines that stand in. */
const standIns = 12;

/** Customers with what they bought; heads sort, figures largest or newest first. */
export function CustomerTable({ rows, order, isStale, workspace, onSort }: CustomerTableProps) {
  const { t } = useTranslation('customers');
  const head = (sort: CustomerSort, title: string) => {
    const isSorted = order.sort === sort;
    const first = sort === 'name' ? 'asc' : 'desc';
    const turned = order.direction === 'asc' ? 'desc' : 'asc';
    const isNumber = sort !== 'name';
    const arrow = (
      <span className={styles.arrow} aria-hidden="true">
        {isSorted ? (order.direction === 'asc' ? '↑' : '↓') : ''}
      </span>
    );
    return (
      <th
        key={sort}
        scope="col"
        className={isNumber ? styles.number : undefined}
        aria-sort={isSorted ? (order.direction === 'asc' ? 'ascending' : 'descending') : undefined}
      >
        <button
          type="button"
          className={styles.sort}
          data-sorted={isSorted}
          onClick={() => onSort({ sort, direction: isSorted ? turned : first })}
          data-testid={`sort-${sort}`}
        >
          {isNumber ? arrow : null}
          {title}
          {isNumber ? null : arrow}
        </button>
      </th>
    );
  };
  return (
    <table className={styles.table} aria-busy={isStale || rows === undefined} data-testid="customers">
      <thead>
        <tr>
          {head('name', t('list.name'))}
          <th scope="col">{t('list.place')}</th>
          {figures.map((sort) => head(sort, t(sort)))}
        </tr>
      </thead>
      <tbody>
        {rows
          ? rows.map((row) => <Line key={row.id} row={row} workspace={workspace} />)
          : Array.from({ length: standIns }, (_, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
              <tr key={line}>
                {[160, 100, 30, 70, 80, 80].map((width, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns stay in place
                  <td key={column}>
                    <span className={styles.skeleton} style={{ width, marginLeft: column > 1 ? 'auto' : 0 }} />
                  </td>
                ))}
              </tr>
            ))}
      </tbody>
    </table>
  );
}

function Line({ row, workspace }: { row: CustomerRow; workspace: CustomerTableProps['workspace'] }) {
  const { t } = useTranslation('customers');
  const language = useLanguage();
  const { currency, timezone } = workspace;
  const day = (instant: string | null) =>
    instant === null ? t('never') : formatDay(localDateOf(instant, timezone), language);
  const name = row.displayName ?? t('unnamed', { id: row.id });
  const known = [row.customerNumber, row.email, row.phone].filter((one) => one !== null && one !== name).join(' · ');
  const place = [row.city, row.region, row.country].filter(Boolean).join(', ');
  const money = { unit: 'money', language, currency } as const;
  const revenue = row.revenueMinor / 10 ** currencyDigits(currency);
  return (
    <tr>
      <td className={styles.who} title={[name, known].filter(Boolean).join(' · ')}>
        <CustomerLink id={row.id}>{name}</CustomerLink>
        {known ? <small>{known}</small> : null}
      </td>
      <td className={styles.place} title={place}>
        {place || t('never')}
      </td>
      <td className={styles.number}>{formatCount(row.orders)}</td>
      <td className={styles.number} title={formatExact(revenue, money)}>
        {formatShort(revenue, money)}
      </td>
      <td className={styles.number}>{day(row.lastOrderAt)}</td>
      <td className={styles.number}>{day(row.firstSeenAt)}</td>
    </tr>
  );
}
