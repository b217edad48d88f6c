import { formatCount, formatDay, formatShort } from '../../../format/index.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { useCube } from '../../../queries/index.ts';
import { figure } from '../../../transport/index.ts';
import { CustomerLink } from '../../customers/index.ts';
import type { Person } from './cell-people.ts';
import styles from './people.module.css';

const measures = ['profiles.orders', 'profiles.revenue', 'profiles.last_ordered_at'];
const dimensions = ['profiles.id', 'profiles.display_name', 'profiles.country'];

interface PeopleTableProps {
  people: readonly Person[];
  isLoading: boolean;
  /** ISO 4217 and IANA zone of the workspace. */
  currency: string;
  timezone: string;
}

/** People by name, with what they have bought. */
export function PeopleTable({ people, isLoading, currency, timezone }: PeopleTableProps) {
  const { t } = useTranslation('analytics');
  const language = useLanguage();
  const facts = useCube(
    people.length === 0
      ? null
      : {
          measures,
          dimensions,
          filters: [{ member: 'profiles.id', operator: 'equals', values: people.map(({ id }) => String(id)) }],
          timezone,
          limit: 1_000,
        },
  );
  const byId = new Map((facts.data?.rows ?? []).map((row) => [Number(row['profiles.id']), row]));
  const money = { unit: 'money', language, currency } as const;
  const hasNotes = people.some(({ note }) => note !== undefined);
  return (
    <table className={styles.table} aria-busy={isLoading}>
      <thead>
        <tr>
          <th scope="col">{t('drawer.name')}</th>
          <th scope="col">{t('drawer.country')}</th>
          <th scope="col" className={styles.number}>
            {t('drawer.orders')}
          </th>
          <th scope="col" className={styles.number}>
            {t('drawer.revenue')}
          </th>
          <th scope="col" className={styles.number}>
            {t('drawer.lastOrder')}
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ id, displayName, note }) => {
          const row = byId.get(id);
          const lastOrder = row?.['profiles.last_ordered_at'];
          const known = row?.['profiles.display_name'];
          const name = displayName ?? (typeof known === 'string' ? known : t('drawer.unnamed'));
          return (
            <tr key={id}>
              <td className={styles.name} title={`${name} · #${id}`}>
                <CustomerLink id={id}>{name}</CustomerLink>
                {hasNotes && note ? <small>{note}</small> : null}
              </td>
              <td>{row?.['profiles.country'] ?? ''}</td>
              <td className={styles.number}>{row ? formatCount(figure(row['profiles.orders']) ?? 0) : ''}</td>
              <td className={styles.number}>{row ? formatShort(figure(row['profiles.revenue']) ?? 0, money) : ''}</td>
              <td className={styles.number}>
                {typeof lastOrder === 'string' ? formatDay(lastOrder.slice(0, 10), language) : ''}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
