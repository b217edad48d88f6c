import { Segmented } from 'antd';
import { atRiskOutput } from '../../../../contract/customer-value.ts';
import { currencyDigits, formatDay, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { CustomerLink } from '../../customers/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { TableScroll } from '../frame/table-scroll.tsx';
import table from '../frame/tables.module.css';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useNames } from '../people/use-names.ts';
import styles from './churn.module.css';
import type { ChurnSettings } from './churn-settings.ts';

interface AtRiskProps {
  settings: ChurnSettings;
  body: object;
  onSort: (sort: ChurnSettings['sort']) => void;
}

/** The customers most likely to leave, each with why and with what changed. */
export function AtRisk({ settings, body, onSort }: AtRiskProps) {
  const { t } = useTranslation('value');
  const { language, currency, workspace } = useWorld();
  const answer = useAnswer('churn/at-risk', { ...body, sort: settings.sort, limit: 50 }, atRiskOutput);
  const people = answer.data?.profiles ?? [];
  const nameOf = useNames(people, workspace.timezone);
  const minor = 10 ** currencyDigits(currency);
  const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 });
  return (
    <ResultCard
      title={t('churn.riskTitle')}
      note={t('churn.riskNote', { days: settings.inactiveDays })}
      answer={answer}
      isEmpty={people.length === 0}
      testId="at-risk"
      aside={
        <Segmented
          size="small"
          aria-label={t('churn.riskBy')}
          value={settings.sort}
          onChange={onSort}
          options={(['probability', 'value'] as const).map((sort) => ({
            value: sort,
            label: t(`churn.riskSorts.${sort}`),
          }))}
        />
      }
    >
      <TableScroll label={t('churn.reasons')}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('clv.name')}</th>
              <th scope="col">{t('churn.probability')}</th>
              <th scope="col">{t('churn.lastOrder')}</th>
              <th scope="col">{t('churn.yearRevenue')}</th>
              <th scope="col" style={{ textAlign: 'left' }}>
                {t('churn.reasons')}
              </th>
              <th scope="col" style={{ textAlign: 'left' }}>
                {t('churn.changes')}
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((one) => (
              <tr key={one.profileId}>
                <th scope="row">
                  <span className={table.clipped}>
                    <CustomerLink id={one.profileId}>{nameOf(one)}</CustomerLink>
                  </span>
                </th>
                <td>
                  <b style={{ fontWeight: 500 }}>{`${(one.probability * 100).toFixed(0)}%`}</b>
                  {one.probabilityBefore === null ? null : (
                    <span className={styles.before}>
                      {t('churn.before', { value: `${(one.probabilityBefore * 100).toFixed(0)}%` })}
                    </span>
                  )}
                </td>
                <td>{formatDay(one.lastOrder, language)}</td>
                <td>{formatShort(one.revenueMinor / minor, { unit: 'money', language, currency })}</td>
                <td className={styles.reasons}>
                  {one.reasons
                    .slice(0, 3)
                    .map(({ label, value, typical }) =>
                      t('churn.reason', { label, value: number(value), typical: number(typical) }),
                    )
                    .join(' · ')}
                </td>
                <td className={styles.reasons}>
                  {one.changes
                    .slice(0, 2)
                    .map(({ label, before, now }) =>
                      t('churn.change', { label, before: number(before), now: number(now) }),
                    )
                    .join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </ResultCard>
  );
}
