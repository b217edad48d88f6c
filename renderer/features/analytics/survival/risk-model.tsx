import { useCallback, useMemo } from 'react';
import type { z } from 'zod';
import { churnModelOutput } from '../../../../contract/customer-value.ts';
import { BarChart, type Line, LineChart } from '../../../charts/index.ts';
import { formatCount, formatDay } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { RequestError } from '../../../transport/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import table from '../frame/tables.module.css';
import { type Answer, useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import { AtRisk } from './at-risk.tsx';
import styles from './churn.module.css';
import { type ChurnSettings, modelBody } from './churn-settings.ts';

type Model = z.output<typeof churnModelOutput>;

interface RiskModelProps {
  settings: ChurnSettings;
  onSort: (sort: ChurnSettings['sort']) => void;
}

/** Who is likely to leave, why, and how far that can be trusted. */
export function RiskModel({ settings, onSort }: RiskModelProps) {
  const { t } = useTranslation('value');
  const body = modelBody(settings);
  const answer = useAnswer('churn/model', body, churnModelOutput);
  const { error } = answer;
  if (error instanceof RequestError && refusals.has(error.code)) {
    return (
      <ResultCard title={t('churn.riskTitle')}>
        <p className={styles.hint}>{t('churn.tooLittle')}</p>
        <p className={styles.hint}>{error.message}</p>
      </ResultCard>
    );
  }
  if (!answer.data) {
    return (
      <ResultCard title={t('churn.riskTitle')} answer={answer}>
        {null}
      </ResultCard>
    );
  }
  return (
    <>
      <AtRisk settings={settings} body={body} onSort={onSort} />
      <div className={styles.pair}>
        <Bands answer={answer} model={answer.data} body={body} />
        <Quality answer={answer} model={answer.data} body={body} />
      </div>
      <Effects answer={answer} model={answer.data} />
    </>
  );
}

const percent = (value: number) => Math.round(value * 100);
/** No honest prediction is possible: nothing has failed. */
const refusals: ReadonlySet<string> = new Set(['analytics/too-little-data', 'analytics/too-few-outcomes']);

function Bands({ answer, model, body }: { answer: Answer<Model>; model: Model; body: object }) {
  const { t } = useTranslation('value');
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const { bands } = model;
  const steps = useMemo(
    () => bands.map(({ from, to }) => t('churn.band', { from: percent(from), to: percent(to) })),
    [bands, t],
  );
  const stacks = useMemo(
    () => [{ name: t('customers'), color: tokens.series[1], values: bands.map(({ customers }) => customers) }],
    [bands, tokens, t],
  );
  const labels = useMemo(() => bands.map(({ customers }) => formatCount(customers)), [bands]);
  const tooltip = useCallback(
    (index: number) => ({
      title: steps[index] ?? '',
      rows: [{ name: t('customers'), value: formatCount(bands[index]?.customers ?? 0) }],
    }),
    [bands, steps, t],
  );
  return (
    <ResultCard title={t('churn.bandsTitle')} note={t('churn.bandsNote')} answer={answer}>
      <div className={styles.small}>
        <BarChart
          steps={steps}
          stacks={stacks}
          incompleteFrom={null}
          valueLabels={labels}
          formatTick={formatCount}
          tooltip={tooltip}
          label={t('churn.bandsLabel')}
          onPick={(_stack, step) => {
            const band = bands[step];
            if (!band) return;
            const title = t('churn.bandCell', { from: percent(band.from), to: percent(band.to) });
            openPeople({ kind: 'churn/at-risk', body, cell: { from: band.from, to: band.to }, title, name: title });
          }}
        />
      </div>
    </ResultCard>
  );
}

function Quality({ answer, model, body }: { answer: Answer<Model>; model: Model; body: object }) {
  const { t } = useTranslation('value');
  const openPeople = useOpenPeople();
  const { language } = useWorld();
  const { tokens } = useTheme();
  const { test, training, calibration, testedAt } = model;
  const steps = useMemo(
    () => calibration.map(({ from, to }) => `${Math.round(from * 100)}–${Math.round(to * 100)}%`),
    [calibration],
  );
  const lines = useMemo<Line[]>(() => {
    const of = (name: string, color: string, values: number[]): Line => ({
      ...{ name, color, values, isQuiet: false },
      incompleteFrom: null,
      endLabel: name,
    });
    return [
      of(
        t('clv.actual'),
        tokens.series[0],
        calibration.map(({ actual }) => actual),
      ),
      of(
        t('clv.predicted'),
        tokens.series[1],
        calibration.map(({ predicted }) => predicted),
      ),
    ];
  }, [calibration, tokens, t]);
  const tooltip = useCallback(
    (index: number) => {
      const one = calibration[index];
      if (!one) return { title: '', rows: [] };
      const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
      return {
        title: steps[index] ?? '',
        rows: [
          {
            name: t('clv.actual'),
            value: percent(one.actual),
            note: `${percent(one.lower)}–${percent(one.upper)}`,
            color: tokens.series[0],
          },
          { name: t('clv.predicted'), value: percent(one.predicted), color: tokens.series[1] },
          { name: t('customers'), value: formatCount(one.customers) },
        ],
      };
    },
    [calibration, steps, tokens, t],
  );
  const three = (value: number | null) => (value === null ? '—' : value.toFixed(3));
  return (
    <ResultCard
      title={t('churn.modelTitle')}
      note={t('churn.modelNote', {
        train: formatCount(training.customers),
        test: formatCount(test.customers),
        date: formatDay(testedAt, language),
      })}
      answer={answer}
      testId="churn-model"
    >
      <div className={styles.quality}>
        <p>{t('churn.auc', { value: three(test.auc), lower: three(test.aucLower), upper: three(test.aucUpper) })}</p>
        <p>{t('churn.brier', { value: three(test.brier), rate: three(test.brierOfRate) })}</p>
        <p>{t('churn.calibrationNote')}</p>
      </div>
      <div className={styles.small}>
        <LineChart
          steps={steps}
          lines={lines}
          formatTick={(value) => `${Math.round(value * 100)}%`}
          tooltip={tooltip}
          label={t('churn.calibrationLabel')}
          // What was said is said of everybody in the tenth; what came true is those who did leave.
          opens={(line, calibrationRow) => {
            const hasLeft = line === 0;
            const words = { range: steps[calibrationRow] ?? '', date: formatDay(testedAt, language) };
            const title = t(hasLeft ? 'churn.calibrationLeft' : 'churn.calibrationPeople', words);
            const cell = { calibrationRow, ...(hasLeft ? { hasLeft } : {}) };
            if (hasLeft && calibration[calibrationRow]?.actual === 0) return null;
            return () => openPeople({ kind: 'churn/at-risk', body, cell, title, name: title });
          }}
        />
      </div>
    </ResultCard>
  );
}

function Effects({ answer, model }: { answer: Answer<Model>; model: Model }) {
  const { t } = useTranslation('value');
  const effects = model.effects.toSorted((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient));
  const largest = Math.max(0.01, ...effects.map(({ coefficient }) => Math.abs(coefficient)));
  return (
    <ResultCard title={t('churn.effectsTitle')} note={t('churn.effectsNote')} answer={answer}>
      <div className={table.scroll}>
        <table className={table.table}>
          <tbody>
            {effects.map((one) => (
              <tr key={one.feature}>
                <th scope="row" title={one.description}>
                  {one.label}
                </th>
                <td>
                  <span
                    className={table.bar}
                    style={{ '--share': Math.abs(one.coefficient) / largest, minWidth: 160 } as React.CSSProperties}
                  >
                    {one.coefficient > 0 ? '▲' : '▼'} {one.oddsRatio.toFixed(2)}
                  </span>
                </td>
                <td>{`${one.lower.toFixed(2)} – ${one.upper.toFixed(2)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ResultCard>
  );
}
