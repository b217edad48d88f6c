import { currencyDigits, formatCount, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import type { Compared } from '../comparing/use-comparison.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import styles from './rfm.module.css';
import { type RfmAnswer, toneOf } from './rfm-grid.tsx';
import type { RfmSegment } from './rfm-settings.ts';
import { useRfmPeople } from './use-rfm-people.ts';

interface SegmentTableProps {
  answer: Answer<RfmAnswer>;
  /** Its shares stand beside those of this answer. */
  compared: Compared<RfmAnswer> | null;
  body: object;
  day: string;
}

/** All eleven, best first, with what they bring and what to do about them. */
export function SegmentTable({ answer, compared, body, day }: SegmentTableProps) {
  const { t } = useTranslation('value');
  const { language, currency } = useWorld();
  const open = useRfmPeople(body, day);
  const { segments = [], customers: total = 0 } = answer.data ?? {};
  const other = compared?.data ?? null;
  const shareThen = (segment: RfmSegment): number | null =>
    other === null || other.customers === 0
      ? null
      : (other.segments.find((one) => one.segment === segment)?.customers ?? 0) / other.customers;
  const minor = 10 ** currencyDigits(currency);
  const money = (value: number) => formatShort(value / minor, { unit: 'money', language, currency });
  const revenue = segments.reduce((sum, { revenueMinor }) => sum + revenueMinor, 0);
  return (
    <ResultCard
      title={t('rfm.tableTitle')}
      answer={answer}
      isEmpty={total === 0}
      isFollowing
      height={261}
      testId="rfm-segments"
    >
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('rfm.segment')}</th>
              <th scope="col">{t('customers')}</th>
              <th scope="col">{t('share')}</th>
              {other ? <th scope="col">{compared?.heading}</th> : null}
              <th scope="col">{t('revenue')}</th>
              <th scope="col">{t('share')}</th>
              <th scope="col">{t('each')}</th>
              <th scope="col" style={{ textAlign: 'left' }}>
                {t('rfm.action')}
              </th>
            </tr>
          </thead>
          <tbody>
            {segments.map(({ segment, customers, revenueMinor }) => (
              <tr key={segment}>
                <th scope="row">
                  <i className={styles.chip} data-tone={toneOf[segment]} />
                  {t(`rfm.segments.${segment}`)}
                </th>
                <td>
                  <button type="button" onClick={() => open(segment)} data-testid={`rfm-${segment}`}>
                    {formatCount(customers)}
                  </button>
                </td>
                <td>{share(total === 0 ? null : customers / total)}</td>
                {other ? <td className={table.muted}>{share(shareThen(segment))}</td> : null}
                <td>{money(revenueMinor)}</td>
                <td>{share(revenue === 0 ? null : revenueMinor / revenue)}</td>
                <td>{customers === 0 ? '—' : money(revenueMinor / customers)}</td>
                <td className={styles.action} style={{ textAlign: 'left', whiteSpace: 'normal' }}>
                  {t(`rfm.actions.${segment}`)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ResultCard>
  );
}
