import { useCallback, useMemo } from 'react';
import type { StagesOutput } from '../../../../contract/stages.ts';
import { FunnelChart } from '../../../charts/funnel-chart.tsx';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import type { Answer } from '../frame/use-answer.ts';
import styles from './stages.module.css';
import { useStagePeople } from './use-stage-people.ts';

interface StageBarsProps {
  answer: Answer<StagesOutput>;
  result: StagesOutput;
  body: object;
}

/** Bars of the stages; each opens who got there. */
export function StageBars({ answer, result, body }: StageBarsProps) {
  const { t } = useTranslation('voice');
  const open = useStagePeople(body);
  const { stages } = result;
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
          { name: t('stages.current'), value: formatCount(stage.current) },
          ...(stage.meanDays === null ? [] : [{ name: t('stages.days'), value: stage.meanDays.toFixed(1) }]),
        ],
      };
    },
    [stages, t],
  );
  return (
    <ResultCard
      title={t('stages.title')}
      note={t('stages.note')}
      answer={answer}
      isEmpty={(stages[0]?.count ?? 0) === 0}
      testId="stages-chart"
      isMain
    >
      <div className={styles.chart}>
        <FunnelChart
          bars={bars}
          compared={null}
          tooltip={tooltip}
          label={t('stages.label')}
          onPick={(step) => {
            const stage = stages[step];
            if (stage) open({ stage: stage.stage, state: 'reached' }, t('stages.cell.reached', { stage: stage.label }));
          }}
        />
      </div>
    </ResultCard>
  );
}
