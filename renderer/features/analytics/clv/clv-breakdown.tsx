import { formatCount, formatMonth } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { TableScroll } from '../frame/table-scroll.tsx';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import type { ClvAnswer } from './clv-page.tsx';
import { askedOf, type ClvSettings } from './clv-settings.ts';

interface ClvBreakdownProps {
  answer: Answer<ClvAnswer>;
  rows: NonNullable<ClvAnswer['breakdown']>;
  by: ClvSettings['by'];
  body: object;
  money: (minor: number | null) => string;
}

/** The same figures by month of the first order or by segment. */
export function ClvBreakdown({ answer, rows, by, body, money }: ClvBreakdownProps) {
  const { t } = useTranslation('value');
  const openPeople = useOpenPeople();
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
            {rows.map((row) => {
              const { value, customers } = row;
              const title = by === 'cohort' ? formatMonth(value, language) : row.label;
              return (
                <tr key={value}>
                  <th scope="row">{title}</th>
                  <td>
                    {customers === 0 ? (
                      '0'
                    ) : (
                      <button
                        type="button"
                        onClick={() =>
                          openPeople({ kind: 'clv', body: askedOf(body), cell: { value }, title, name: title })
                        }
                      >
                        {formatCount(customers)}
                      </button>
                    )}
                  </td>
                  <td>{formatCount(row.aliveCustomers)}</td>
                  <td>{money(row.historicMinor)}</td>
                  <td>{customers === 0 ? '—' : money(row.historicMinor / customers)}</td>
                  <td>{money(row.clvMinor)}</td>
                  <td>{customers === 0 || row.clvMinor === null ? '—' : money(row.clvMinor / customers)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </ResultCard>
  );
}
