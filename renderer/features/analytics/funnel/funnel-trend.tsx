import { Select } from 'antd';
import { type ReactNode, useCallback, useMemo } from 'react';
import { funnelOutput } from '../../../../contract/analytics.ts';
import { LineChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import type { DateRange } from '../../../queries/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { periodName, shortPeriodName } from '../frame/periods.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import styles from './funnel.module.css';
import type { FunnelBody, FunnelSettings } from './funnel-settings.ts';

interface FunnelTrendProps {
  body: FunnelBody;
  settings: FunnelSettings;
  days: DateRange;
  aside: ReactNode;
  onInterval: (interval: FunnelSettings['interval']) => void;
}

/** Share of those who entered in each period that came through. */
export function FunnelTrend({ body, settings, aside, onInterval }: FunnelTrendProps) {
  const { t } = useTranslation('funnel');
  const { t: words, language } = useWorld();
  const { tokens } = useTheme();
  const { interval } = settings;
  const answer = useAnswer('funnel', { ...body, breakdown: null, view: 'trend', interval }, funnelOutput);
  const points = useMemo(() => answer.data?.trend ?? [], [answer.data]);
  const steps = useMemo(
    () => points.map(({ start }) => shortPeriodName(start, interval, language)),
    [points, interval, language],
  );
  const lines = useMemo(
    () => [
      {
        name: t('rate'),
        color: tokens.series[0],
        values: points.map(({ rate }) => rate),
        incompleteFrom: null,
        endLabel: share(points.at(-1)?.rate ?? null),
        isQuiet: false,
      },
    ],
    [points, tokens, t],
  );
  const tooltip = useCallback(
    (index: number) => {
      const point = points[index];
      if (!point) return { title: '', rows: [] };
      return {
        title: periodName(point.start, interval, language),
        rows: [
          { name: t('rate'), value: share(point.rate), color: tokens.series[0] },
          { name: t('entered'), value: formatCount(point.from) },
          { name: t('finished'), value: formatCount(point.to) },
        ],
      };
    },
    [points, interval, language, tokens, t],
  );
  return (
    <ResultCard
      title={t('trendTitle')}
      note={t('trendNote')}
      answer={answer}
      isEmpty={points.every(({ from }) => from === 0)}
      height={420}
      aside={
        <>
          <Select
            size="small"
            variant="borderless"
            aria-label={t('interval')}
            value={interval}
            onChange={onInterval}
            options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: words(`periods.${value}`) }))}
          />
          {aside}
        </>
      }
    >
      <div className={styles.chart}>
        <LineChart
          steps={steps}
          lines={lines}
          formatTick={(value) => share(value)}
          tooltip={tooltip}
          label={t('trendLabel')}
        />
      </div>
    </ResultCard>
  );
}
