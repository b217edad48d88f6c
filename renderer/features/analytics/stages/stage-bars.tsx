import { useCallback, useMemo } from 'react';
import type { StagesOutput } from '../../../../contract/stages.ts';
import { FunnelChart } from '../../../charts/funnel-chart.tsx';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { BarKey } from '../comparing/stroke-key.tsx';
import type { Compared } from '../comparing/use-comparison.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { useStand } from '../frame/stand.tsx';
import type { Answer } from '../frame/use-answer.ts';
import styles from './stages.module.css';
import { useStagePeople } from './use-stage-people.ts';

/** Of those of the first stage, who got to this one; null where it is not known there. */
export function sharesOf(result: StagesOutput | undefined, stage: string): number | null {
  return result?.stages.find((one) => one.stage === stage)?.conversionFromFirst ?? null;
}

interface StageBarsProps {
  answer: Answer<StagesOutput>;
  result: StagesOutput;
  /** Its shares stand beside the bars. */
  compared: Compared<StagesOutput> | null;
  body: object;
}

/** Bars of the stages; each opens who got there. */
export function StageBars({ answer, result, compared, body }: StageBarsProps) {
  const { t } = useTranslation('voice');
  const open = useStagePeople(body);
  const { place } = useStand();
  const { stages } = result;
  const other = useMemo(
    () =>
      compared?.data
        ? { name: compared.name, shares: stages.map(({ stage }) => sharesOf(compared.data, stage)) }
        : null,
    [compared?.data, compared?.name, stages],
  );
  const bars = useMemo(
    () =>
      stages.map((stage, i) => ({
        name: stage.label,
        note: i === 0 ? '' : share(stage.conversionFromPrevious),
        count: stage.count,
        lost: i === 0 ? 0 : Math.max(0, (stages[i - 1]?.count ?? 0) - stage.count),
        label: [formatCount(stage.count), i === 0 ? '' : share(stage.conversionFromFirst)] as [string, string],
        isOptional: false,
      })),
    [stages],
  );
  const tooltip = useCallback(
    (index: number) => {
      const stage = stages[index];
      if (!stage) return { title: '', rows: [] };
      return {
        title: stage.label,
        rows: [
          { name: t('stages.reached'), value: formatCount(stage.count), note: share(stage.conversionFromFirst) },
          ...(index === 0
            ? []
            : [
                {
                  name: t('stages.stoppedBefore'),
                  value: formatCount((stages[index - 1]?.count ?? stage.count) - stage.count),
                  note: stage.conversionFromPrevious === null ? '' : share(1 - stage.conversionFromPrevious),
                },
              ]),
          ...(other ? [{ name: other.name, value: '', note: share(other.shares[index] ?? null) }] : []),
          { name: t('stages.current'), value: formatCount(stage.current) },
          ...(stage.meanDays === null ? [] : [{ name: t('stages.days'), value: stage.meanDays.toFixed(1) }]),
        ],
      };
    },
    [stages, other, t],
  );
  return (
    <ResultCard
      title={t('stages.title')}
      note={t('stages.note')}
      answer={answer}
      isEmpty={(stages[0]?.count ?? 0) === 0}
      testId="stages-chart"
      isMain
      aside={other ? <BarKey name={other.name} /> : null}
    >
      <div className={styles.chart}>
        <FunnelChart
          canScroll={place !== 'paper'}
          bars={bars}
          compared={other}
          tooltip={tooltip}
          label={t('stages.label')}
          opens={(step, state) => {
            // Who is lost before a stage stopped at the one before.
            const stage = stages[state === 'reached' ? step : step - 1];
            if (!stage) return null;
            const at = state === 'reached' ? 'reached' : 'stopped';
            return () => open({ stage: stage.stage, state: at }, t(`stages.cell.${at}`, { stage: stage.label }));
          }}
        />
      </div>
    </ResultCard>
  );
}
