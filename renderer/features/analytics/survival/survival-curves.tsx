import { useCallback, useMemo } from 'react';
import type { z } from 'zod';
import { survivalOutput } from '../../../../contract/customer-value.ts';
import { SurvivalChart } from '../../../charts/survival-chart.tsx';
import { type SurvivalCurve, survivalAt } from '../../../charts/survival-curve.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { monthsEarlier } from '../comparing/months-earlier.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import table from '../frame/tables.module.css';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import styles from './churn.module.css';
import { type ChurnSettings, pValueWords, survivalBody } from './churn-settings.ts';

/** Curves that can still be told apart, and beside as many dashed ones; the table has all groups. */
const mostCurves = 5;
const mostCompared = 3;
/** Days at which the table reads the curves. */
const marks = [30, 90, 180] as const;

type Groups = z.output<typeof survivalOutput>['groups'];
const largestFirst = (groups: Groups | undefined): Groups => (groups ?? []).toSorted((a, b) => b.people - a.people);

interface Row {
  group: string | null;
  one: Groups[number];
  /** Of what the answer is compared with. */
  compared: { name: string; body: object } | null;
}

/** How long customers stay, by group, and whether the groups differ. */
export function SurvivalCurves({ settings }: { settings: ChurnSettings }) {
  const { t } = useTranslation('value');
  const { t: words, data } = useWorld();
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const body = survivalBody(settings);
  const answer = useAnswer('survival', body, survivalOutput);
  const compared = useComparison({
    ...{ kind: 'survival', body, compare: settings.compare, days: null, schema: survivalOutput },
    earlier: {
      name: words('monthsEarlier', { count: settings.months }),
      body: monthsEarlier(body, { asOf: settings.asOf, months: settings.months, reads: settings.months }, data),
    },
  });
  const isSplit = settings.by !== '';
  const groups = useMemo(() => largestFirst(answer.data?.groups), [answer.data]);
  const others = useMemo(() => largestFirst(compared?.data?.groups), [compared?.data]);
  const otherName = compared?.name ?? '';
  const nameOf = useCallback(
    (group: string | null) => {
      if (!isSplit) return t('churn.everybody');
      return group === null ? t('churn.others') : group === '' ? words('noValue') : group;
    },
    [isSplit, t, words],
  );
  // Each group and then, dashed in its colour, the same group of what it is compared with.
  const drawn = useMemo(
    () =>
      groups.slice(0, others.length > 0 ? mostCompared : mostCurves).flatMap((one, i) => {
        const color = tokens.series[i] ?? tokens.series[7];
        const { group } = one;
        const other = others.find((each) => each.group === group);
        const own: SurvivalCurve = { name: nameOf(group), color, points: one.points, until: one.until };
        if (!other) return [{ group, isOwn: true, curve: own }];
        const name = isSplit ? `${nameOf(group)} · ${otherName}` : otherName;
        const curve: SurvivalCurve = {
          name,
          color: isSplit ? color : tokens.ink2,
          points: other.points,
          until: other.until,
          isCompared: true,
        };
        return [
          { group, isOwn: true, curve: own },
          { group, isOwn: false, curve },
        ];
      }),
    [groups, others, isSplit, otherName, nameOf, tokens],
  );
  const curves = useMemo(() => drawn.map(({ curve }) => curve), [drawn]);
  const nameOfTime = useCallback((time: number) => t('churn.daysAfter', { n: time }), [t]);
  const test = answer.data?.logRank ?? null;
  // The rest is drawn together; its people cannot be asked for by one value.
  const canOpen = (group: string | null) => !(isSplit && group === null);
  const open = (row: Pick<Row, 'group' | 'compared'>, state: 'left' | 'present', toDays?: number) => {
    const { group, compared: of } = row;
    const name = of ? `${nameOf(group)} · ${of.name}` : nameOf(group);
    const cell = {
      state,
      ...(isSplit && group !== null ? { group } : {}),
      ...(toDays === undefined ? {} : { toDays }),
    };
    const title =
      toDays === undefined
        ? t(state === 'left' ? 'churn.cellLeft' : 'churn.cellPresent', { group: name })
        : t('churn.cellLeftBy', { group: name, n: toDays });
    openPeople({ kind: 'survival', body: of?.body ?? body, cell, title, name: title });
  };
  const opens = (index: number, time: number) => {
    const one = drawn[index];
    if (!one?.isOwn || !canOpen(one.group)) return null;
    return one.curve.points.some((point) => point.time <= time && point.survival < 1)
      ? () => open({ group: one.group, compared: null }, 'left', time)
      : null;
  };
  const rows = groups.flatMap((one): Row[] => {
    const other = others.find(({ group }) => group === one.group);
    const own: Row = { group: one.group, one, compared: null };
    return other && compared?.body
      ? [own, { group: one.group, one: other, compared: { name: otherName, body: compared.body } }]
      : [own];
  });
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
          hasBands={groups.length <= 2}
          nameOfTime={nameOfTime}
          label={t('churn.survivalLabel')}
          opens={opens}
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
            {rows.map((row) => {
              const { group, one, compared: of } = row;
              const { people, left, median } = one;
              const figures = [
                ['left', left],
                ['present', people - left],
              ] as const;
              return (
                <tr key={`${group ?? '\u0000'}\n${of?.name ?? ''}`} className={of ? table.muted : undefined}>
                  <th scope="row">{of ? `${nameOf(group)} · ${of.name}` : nameOf(group)}</th>
                  <td>{formatCount(people)}</td>
                  {figures.map(([state, count]) => (
                    <td key={state}>
                      {canOpen(group) && count > 0 ? (
                        <button type="button" onClick={() => open(row, state)}>
                          {formatCount(count)}
                        </button>
                      ) : (
                        formatCount(count)
                      )}
                    </td>
                  ))}
                  <td>{median === null ? t('churn.medianNone') : nameOfTime(median)}</td>
                  {marks.map((n) => (
                    <td key={n}>{share(survivalAt(one, n))}</td>
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
