import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { CustomerLink } from '../../customers/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { TableScroll } from '../frame/table-scroll.tsx';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useNames } from '../people/use-names.ts';
import type { ClvAnswer } from './clv-page.tsx';

const shown = 50;

interface ClvListProps {
  answer: Answer<ClvAnswer>;
  result: ClvAnswer;
  money: (minor: number | null) => string;
}

/** The most valuable customers, with what their value is made of. */
export function ClvList({ answer, result, money }: ClvListProps) {
  const { t } = useTranslation('value');
  const { workspace } = useWorld();
  const rows = result.profiles.slice(0, shown);
  const nameOf = useNames(rows, workspace.timezone);
  const time = (n: number) => t(`clv.unitShort.${result.unit}`, { n: n.toFixed(result.unit === 'week' ? 1 : 0) });
  return (
    <ResultCard
      title={t('clv.listTitle')}
      note={t('clv.listNote', { shown: rows.length, total: formatCount(result.summary.customers) })}
      answer={answer}
      testId="clv-list"
    >
      <TableScroll label={t('clv.name')}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('clv.name')}</th>
              <th scope="col">{t('clv.frequency')}</th>
              <th scope="col">{t('clv.lastSeen')}</th>
              <th scope="col">{t('clv.known')}</th>
              <th scope="col">{t('clv.pAlive')}</th>
              <th scope="col">{t('clv.expected')}</th>
              <th scope="col">{t('clv.spend')}</th>
              <th scope="col">{t('clv.value')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.profileId}>
                <th scope="row">
                  <span className={table.clipped}>
                    <CustomerLink id={one.profileId}>{nameOf(one)}</CustomerLink>
                  </span>
                </th>
                <td>{formatCount(one.frequency)}</td>
                <td>{time(one.recency)}</td>
                <td>{time(one.T)}</td>
                <td>{`${(one.pAlive * 100).toFixed(1)}%`}</td>
                <td>{one.expectedPurchases.toFixed(2)}</td>
                <td>{money(one.monetary)}</td>
                <td>{money(one.clv)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </ResultCard>
  );
}
