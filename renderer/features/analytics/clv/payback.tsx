import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import type { ClvAnswer } from './clv-page.tsx';
import { askedOf } from './clv-settings.ts';

interface PaybackProps {
  answer: Answer<ClvAnswer>;
  payback: NonNullable<ClvAnswer['payback']>;
  body: object;
  money: (minor: number | null) => string;
}

/** Who has paid back what they cost, and who has not; both open their people. */
export function Payback({ answer, payback, body, money }: PaybackProps) {
  const { t } = useTranslation('value');
  const openPeople = useOpenPeople();
  const { customers, paidBack, medianDays, valueToCost, costMinor, historicMinor } = payback;
  const rows = [
    { hasPaidBack: true, title: t('clv.paidBack'), count: paidBack },
    { hasPaidBack: false, title: t('clv.notPaidBack'), count: customers - paidBack },
  ];
  return (
    <ResultCard
      title={t('clv.paybackTitle')}
      note={t('clv.paybackNote', { cost: money(costMinor), margin: money(historicMinor) })}
      answer={answer}
      testId="clv-payback"
      aside={
        <span>
          {t('clv.paybackAside', {
            days: medianDays ?? '—',
            ratio: valueToCost === null ? '—' : valueToCost.toFixed(2),
          })}
        </span>
      }
    >
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('clv.paybackState')}</th>
              <th scope="col">{t('customers')}</th>
              <th scope="col">{t('clv.paybackShare')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ hasPaidBack, title, count }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td>
                  {count === 0 ? (
                    '0'
                  ) : (
                    <button
                      type="button"
                      onClick={() =>
                        openPeople({ kind: 'clv', body: askedOf(body), cell: { hasPaidBack }, title, name: title })
                      }
                    >
                      {formatCount(count)}
                    </button>
                  )}
                </td>
                <td>{share(customers === 0 ? null : count / customers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ResultCard>
  );
}
