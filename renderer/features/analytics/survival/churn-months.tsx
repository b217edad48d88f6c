import { useCallback, useMemo } from 'react';
import type { z } from 'zod';
import type { churnOutput } from '../../../../contract/customer-value.ts';
import { type Line, LineChart } from '../../../charts/index.ts';
import { currencyDigits, formatCount, formatMonth, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import type { Compared } from '../comparing/use-comparison.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import table from '../frame/tables.module.css';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import styles from './churn.module.css';

type ChurnAnswer = z.output<typeof churnOutput>;

interface ChurnMonthsProps {
  answer: Answer<ChurnAnswer>;
  /** Its churn of customers is drawn beside that of this answer, first month beside first. */
  compared: Compared<ChurnAnswer> | null;
  body: object;
}

/** Churn of customers and revenue, month by month. */
export function ChurnMonths({ answer, compared, body }: ChurnMonthsProps) {
  const { t } = useTranslation('value');
  const { language, currency } = useWorld();
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const months = useMemo(() => answer.data?.months ?? [], [answer.data]);
  const minor = 10 ** currencyDigits(currency);
  const steps = useMemo(() => months.map(({ start }) => formatMonth(start, language)), [months, language]);
  const isRunning = months.at(-1)?.isIncomplete === true;
  const other = useMemo(
    () =>
      compared?.data
        ? { name: compared.name, rates: compared.data.months.map(({ customerChurn }) => customerChurn) }
        : null,
    [compared?.data, compared?.name],
  );
  const lines = useMemo<Line[]>(() => {
    const of = (name: string, color: string, values: (number | null)[], isQuiet: boolean): Line => ({
      ...{ name, color, values, isQuiet },
      incompleteFrom: isRunning ? months.length - 1 : null,
      endLabel: name,
    });
    return [
      of(
        t('churn.customerChurn'),
        tokens.series[0],
        months.map(({ customerChurn }) => customerChurn),
        false,
      ),
      of(
        t('churn.grossChurn'),
        tokens.series[1],
        months.map(({ grossRevenueChurn }) => grossRevenueChurn),
        false,
      ),
      ...(other
        ? [
            {
              ...{ name: other.name, color: tokens.ink2, values: months.map((_, i) => other.rates[i] ?? null) },
              ...{ incompleteFrom: null, endLabel: other.name, isQuiet: true, isCompared: true },
            },
          ]
        : []),
    ];
  }, [months, isRunning, other, tokens, t]);
  const tooltip = useCallback(
    (index: number) => {
      const one = months[index];
      if (!one) return { title: '', rows: [] };
      return {
        title: formatMonth(one.start, language),
        rows: [
          { name: t('churn.customerChurn'), value: share(one.customerChurn), color: tokens.series[0] },
          ...(other ? [{ name: other.name, value: share(other.rates[index] ?? null) }] : []),
          { name: t('churn.grossChurn'), value: share(one.grossRevenueChurn), color: tokens.series[1] },
          { name: t('churn.netChurn'), value: share(one.netRevenueChurn) },
          { name: t('churn.lost'), value: formatCount(one.lost), note: `/ ${formatCount(one.activeAtStart)}` },
        ],
      };
    },
    [months, language, other, tokens, t],
  );
  const open = (start: string, state: 'active' | 'lost' | 'gained') => {
    const title = t(`churn.cell.${state}`, { month: formatMonth(start, language) });
    openPeople({ kind: 'churn', body, cell: { start, state }, title, name: title });
  };
  return (
    <>
      <ResultCard
        title={t('churn.monthsTitle')}
        note={t('churn.monthsNote')}
        answer={answer}
        isEmpty={months.length === 0}
        testId="churn-months"
        isMain
      >
        <div className={styles.chart}>
          <LineChart
            steps={steps}
            lines={lines}
            formatTick={(value) => `${Math.round(value * 100)}%`}
            tooltip={tooltip}
            label={t('churn.monthsLabel')}
            // Customers and revenue are lost with the same people.
            opens={(line, index) => {
              const one = months[index];
              return one && one.lost > 0 && line === 0 ? () => open(one.start, 'lost') : null;
            }}
          />
        </div>
      </ResultCard>
      <ResultCard title={t('churn.tableTitle')} answer={answer} isEmpty={months.length === 0} isFollowing>
        <div className={table.scroll} data-tall>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('churn.month')}</th>
                {(['active', 'lost', 'gained', 'rate', 'grossChurn', 'netChurn'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`churn.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {months.map((one) => (
                <tr key={one.start}>
                  <th scope="row">{formatMonth(one.start, language)}</th>
                  {(
                    [
                      ['active', one.activeAtStart],
                      ['lost', one.lost],
                      ['gained', one.gained],
                    ] as const
                  ).map(([state, people]) => (
                    <td key={state}>
                      {people === 0 ? (
                        '0'
                      ) : (
                        <button type="button" onClick={() => open(one.start, state)}>
                          {formatCount(people)}
                        </button>
                      )}
                    </td>
                  ))}
                  <td>{share(one.customerChurn)}</td>
                  <td title={formatShort(one.grossLostMinor / minor, { unit: 'money', language, currency })}>
                    {share(one.grossRevenueChurn)}
                  </td>
                  <td title={formatShort(one.netLostMinor / minor, { unit: 'money', language, currency })}>
                    {share(one.netRevenueChurn)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </ResultCard>
    </>
  );
}
