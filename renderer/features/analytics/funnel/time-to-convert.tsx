import { useCallback, useMemo } from 'react';
import { funnelOutput } from '../../../../contract/analytics.ts';
import { BarChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { roundShare, share } from '../frame/shares.ts';
import { formatSpan } from '../frame/spans.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import styles from './funnel.module.css';
import type { FunnelBody } from './funnel-settings.ts';
import { useFunnelPeople } from './use-funnel-people.ts';

const mostBins = 12;

/** How long it takes from the first step to the last, as a histogram with its median. */
export function TimeToConvert({ body }: { body: FunnelBody }) {
  const { t } = useTranslation('funnel');
  const { language } = useWorld();
  const { tokens } = useTheme();
  const asked = {
    ...{ ...body, breakdown: null, view: 'time_to_convert' as const },
    ...{ binning: 'durations' as const, binCount: mostBins },
  };
  const answer = useAnswer('funnel', asked, funnelOutput);
  const times = answer.data?.timeToConvert ?? null;
  const bins = useMemo(() => times?.bins ?? [], [times]);
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const steps = useMemo(() => bins.map(({ fromSeconds }) => formatSpan(fromSeconds, language)), [bins, language]);
  const stacks = useMemo(
    () => [{ name: t('people'), color: tokens.series[4], values: bins.map(({ count }) => count) }],
    [bins, tokens, t],
  );
  const labels = useMemo(() => bins.map(({ count }) => (count === 0 ? '' : roundShare(count / total))), [bins, total]);
  const tooltip = useCallback(
    (index: number) => {
      const bin = bins[index];
      if (!bin) return { title: '', rows: [] };
      return {
        title: `${formatSpan(bin.fromSeconds, language)} – ${formatSpan(bin.toSeconds, language)}`,
        rows: [{ name: t('people'), value: formatCount(bin.count), note: total === 0 ? '' : share(bin.count / total) }],
      };
    },
    [bins, total, language, t],
  );
  const open = useFunnelPeople(asked);
  const last = body.steps.length - 1;
  const lastName = answer.data?.steps[last]?.label ?? '';
  const places = { from: 1, to: body.steps.length };
  const median = times?.medianSeconds ?? null;
  return (
    <ResultCard
      title={t('timeTitle')}
      answer={answer}
      testId="time-to-convert"
      note={median === null ? '' : t('timeNote', { ...places, median: formatSpan(median, language) })}
    >
      {total === 0 ? (
        <p className={styles.hint}>{t('nobodyThrough')}</p>
      ) : (
        <div className={styles.histogram}>
          <BarChart
            steps={steps}
            stacks={stacks}
            incompleteFrom={null}
            valueLabels={labels}
            formatTick={formatCount}
            tooltip={tooltip}
            label={t('timeLabel', places)}
            onPick={(_stack, bin) => open({ step: last, state: 'reached', bin }, lastName, tooltip(bin).title)}
          />
        </div>
      )}
    </ResultCard>
  );
}
