import { useCallback, useMemo } from 'react';
import { survivalOutput } from '../../../../contract/customer-value.ts';
import { SurvivalChart, type SurvivalCurve } from '../../../charts/survival-chart.tsx';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import table from '../frame/tables.module.css';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import styles from './churn.module.css';
import { type ChurnSettings, pValueWords, survivalAt, survivalBody } from './churn-settings.ts';

/** Curves that can still be told apart; the table has all groups. */
const mostCurves = 5;
/** Days at which the table reads the curves. */
const marks = [30, 90, 180] as const;

/** How long customers stay, by group, and whether the groups differ. */
export function SurvivalCurves({ settings }: { settings: ChurnSettings }) {
  const { t } = useTranslation('value');
  const { t: words } = useWorld();
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const body = survivalBody(settings);
  const answer = useAnswer('survival', body, survivalOutput);
  const isSplit = settings.by !== '';
  const groups = useMemo(() => (answer.data?.groups ?? []).toSorted((a, b) => b.people - a.people), [answer.data]);
  const nameOf = useCallback(
    (group: string | null) => {
      if (!isSplit) return t('churn.everybody');
      return group === null ? t('churn.others') : group === '' ? words('noValue') : group;
    },
    [isSplit, t, words],
  );
  const curves = useMemo<SurvivalCurve[]>(
    () =>
      groups.slice(0, mostCurves).map(({ group, points }, i) => ({
        name: nameOf(group),
        color: tokens.series[i] ?? tokens.series[7],
        points,
      })),
    [groups, nameOf, tokens],
  );
  const nameOfTime = useCallback((time: number) => t('churn.daysAfter', { n: time }), [t]);
  const test = answer.data?.logRank ?? null;
  const open = (group: string | null, state: 'left' | 'present') => {
    const title = t(state === 'left' ? 'churn.cellLeft' : 'churn.cellPresent', { group: nameOf(group) });
    const cell = { state, ...(isSplit && group !== null ? { group } : {}) };
    openPeople({ kind: 'survival', body, cell, title, name: title });
  };
  return (
    <ResultCard
      title={t('churn.survivalTitle')}
      note={t('churn.survivalNote')}
      answer={answer}
      isEmpty={groups.length === 0}
      height={340}
      testId="survival"
    >
      <div className={styles.chart}>
        <SurvivalChart
          curves={curves}
          hasBands={curves.length <= 2}
          nameOfTime={nameOfTime}
          label={t('churn.survivalLabel')}
        />
      </div>
      {test ? (
        <p className={styles.test}>
          {t('churn.logRank', {
            statistic: test.statistic.toFixed(1),
            df: test.degreesOfFreedom,
            p: pValueWords(test.pValue),
          })}{' '}
          {test.pValue < 0.05 ? t('churn.differs') : t('churn.differsNot')}
        </p>
      ) : null}
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('churn.group')}</th>
              <th scope="col">{t('churn.people')}</th>
              <th scope="col">{t('churn.left')}</th>
              <th scope="col">{t('churn.present')}</th>
              <th scope="col">{t('churn.median')}</th>
              {marks.map((n) => (
                <th key={n} scope="col">
                  {t('churn.atDay', { n })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map(({ group, people, left, median, points }) => {
              // The rest is drawn together; its people cannot be asked for by one value.
              const canOpen = !(isSplit && group === null);
              return (
                <tr key={group ?? '\u0000'}>
                  <th scope="row">{nameOf(group)}</th>
                  <td>{formatCount(people)}</td>
                  <td>
                    {canOpen && left > 0 ? (
                      <button type="button" onClick={() => open(group, 'left')}>
                        {formatCount(left)}
                      </button>
                    ) : (
                      formatCount(left)
                    )}
                  </td>
                  <td>
                    {canOpen && people > left ? (
                      <button type="button" onClick={() => open(group, 'present')}>
                        {formatCount(people - left)}
                      </button>
                    ) : (
                      formatCount(people - left)
                    )}
                  </td>
                  <td>{median === null ? t('churn.medianNone') : nameOfTime(median)}</td>
                  {marks.map((n) => (
                    <td key={n}>{share(survivalAt(points, n))}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </ResultCard>
  );
}
