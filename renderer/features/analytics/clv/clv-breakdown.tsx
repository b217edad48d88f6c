import { formatCount, formatMonth } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { TableScroll } from '../frame/table-scroll.tsx';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import type { ClvAnswer } from './clv-page.tsx';
import type { ClvSettings } from './clv-settings.ts';

interface ClvBreakdownProps {
  answer: Answer<ClvAnswer>;
  rows: NonNullable<ClvAnswer['breakdown']>;
  by: ClvSettings['by'];
  money: (minor: number | null) => string;
}

/** The same figures by month of the first order or by segment. */
export function ClvBreakdown({ answer, rows, by, money }: ClvBreakdownProps) {
  const { t } = useTranslation('value');
  const { language } = useWorld();
  return (
    <ResultCard title={t('clv.breakdownTitle', { by: t(`clv.bys.${by}`) })} answer={answer}>
      <TableScroll label={t(`clv.bys.${by}`)}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t(`clv.bys.${by}`)}</th>
              <th scope="col">{t('customers')}</th>
              <th scope="col">{t('clv.alive')}</th>
              <th scope="col">{t('clv.past')}</th>
              <th scope="col">{t('each')}</th>
              <th scope="col">{t('clv.value')}</th>
              <th scope="col">{t('each')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.value}>
                <th scope="row">{by === 'cohort' ? formatMonth(row.value, language) : row.label}</th>
                <td>{formatCount(row.customers)}</td>
                <td>{formatCount(row.aliveCustomers)}</td>
                <td>{money(row.historicMinor)}</td>
                <td>{row.customers === 0 ? '—' : money(row.historicMinor / row.customers)}</td>
                <td>{money(row.clvMinor)}</td>
                <td>{row.customers === 0 || row.clvMinor === null ? '—' : money(row.clvMinor / row.customers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </ResultCard>
  );
}
