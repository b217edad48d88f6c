import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { minorDigits } from '../../../contract/currency.ts';
import { otherLineTypes, revenueLineTypes } from '../../../contract/entities.ts';
import type { Reconciliation } from '../../../contract/reconciliation.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { WarningIcon } from '../../ui/icons.tsx';
import { CheckIcon } from '../../ui/index.ts';
import styles from './data.module.css';
import { DataCard } from './data-card.tsx';
import { reconciliationQuery } from './requests.ts';
import { formatMinor, type StatementRow, statementOf } from './statement.ts';

/** Lines in = lines in revenue + lines left out by reason, set like a statement. */
export function ReconciliationCard() {
  const { t } = useTranslation('data');
  const reconciliation = useQuery(reconciliationQuery);
  return (
    <DataCard
      title={t('reconciliation.title')}
      hint={t('reconciliation.hint')}
      query={reconciliation}
      skeletonHeight={320}
      testId="data-reconciliation"
    >
      {(data) => <StatementBody data={data} />}
    </DataCard>
  );
}

function StatementBody({ data }: { data: Reconciliation }) {
  const { t } = useTranslation('data');
  const { all, inRevenue, leftOut, withoutLines, unconverted, currency } = data;
  if (all.lines === 0 && withoutLines.documents === 0)
    return <p className={styles.empty}>{t('reconciliation.empty')}</p>;
  const statement = statementOf(data);
  const digits = minorDigits(currency);
  const counts = {
    all: formatCount(all.lines),
    in: formatCount(inRevenue.lines),
    out: formatCount(leftOut.lines),
  };
  const line = (
    label: string,
    portion: { lines: number; amountMinor: number },
    kind: 'total' | 'part' | 'row',
    note?: string,
  ) => (
    <tr key={label} className={styles[kind]}>
      <th scope="row">
        {label}
        {note ? <span className={styles.inlineReason}>{note}</span> : null}
      </th>
      <td>{formatCount(portion.lines)}</td>
      <td>{formatMinor(portion.amountMinor, digits)}</td>
    </tr>
  );
  return (
    <>
      <table className={styles.statement}>
        <thead>
          <tr className={styles.statementHead}>
            <th scope="col">{t('reconciliation.line')}</th>
            <th scope="col">{t('reconciliation.lines')}</th>
            <th scope="col">{t('reconciliation.amount', { currency })}</th>
          </tr>
        </thead>
        <tbody>
          {all.lines > 0 ? (
            <>
              {line(t('reconciliation.all'), all, 'total')}
              {line(t('reconciliation.inRevenue'), inRevenue, 'part')}
              {statement.inRevenue.map((row) => line(labelOf(row), row, 'row'))}
              {line(t('reconciliation.leftOut'), leftOut, 'part')}
              {statement.leftOut.map((row) => line(labelOf(row), row, 'row', noteOf(row)))}
            </>
          ) : null}
          {withoutLines.documents > 0 ? (
            <>
              <tr className={styles.part}>
                <th scope="row">
                  {t('reconciliation.withoutLines', {
                    count: withoutLines.documents,
                    shown: formatCount(withoutLines.documents),
                  })}
                </th>
                <td />
                <td>{formatMinor(withoutLines.revenueMinor, digits)}</td>
              </tr>
              <tr className={styles.total}>
                <th scope="row">{t('reconciliation.revenue')}</th>
                <td />
                <td>{formatMinor(statement.revenueMinor, digits)}</td>
              </tr>
            </>
          ) : null}
        </tbody>
      </table>
      {all.lines > 0 ? (
        <p className={styles.verdict} data-good={statement.isBalanced || undefined}>
          {statement.isBalanced ? <CheckIcon size={16} /> : <WarningIcon size={16} />}
          {t(statement.isBalanced ? 'reconciliation.balanced' : 'reconciliation.unbalanced', counts)}
        </p>
      ) : null}
      {unconverted.map((one) => (
        <p key={one.currency} className={styles.verdict}>
          <WarningIcon size={16} />
          <span>
            {t('reconciliation.unconverted', {
              count: one.lines,
              currency: one.currency,
              amount: formatMinor(one.amountMinor, minorDigits(one.currency)),
              shown: formatCount(one.lines),
            })}{' '}
            <Link to="/settings">{t('reconciliation.setRate')}</Link>
          </span>
        </p>
      ))}
    </>
  );

  function labelOf({ key }: StatementRow): string {
    return isLineType(key) ? t(`lineTypes.${key}`) : t(`reasons.${key}`);
  }

  function noteOf({ key }: StatementRow): string | undefined {
    if (isOtherType(key)) return t(`reasons.${key}`);
    return isLineType(key) ? undefined : t(`reasons.${key}Hint`);
  }
}

type OtherType = (typeof otherLineTypes)[number];
type AnyType = OtherType | (typeof revenueLineTypes)[number];
const isOtherType = (key: string): key is OtherType => (otherLineTypes as readonly string[]).includes(key);
const isLineType = (key: string): key is AnyType =>
  isOtherType(key) || (revenueLineTypes as readonly string[]).includes(key);
