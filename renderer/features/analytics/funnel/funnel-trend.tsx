import { Select } from 'antd';
import { type ReactNode, useCallback, useMemo } from 'react';
import { funnelOutput } from '../../../../contract/analytics.ts';
import { type Line, LineChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import type { DateRange } from '../../../queries/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { periodName, shortPeriodName } from '../frame/periods.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import styles from './funnel.module.css';
import type { FunnelBody, FunnelSettings } from './funnel-settings.ts';
import { useFunnelPeople } from './use-funnel-people.ts';

interface FunnelTrendProps {
  body: FunnelBody;
  settings: FunnelSettings;
  days: DateRange;
  aside: ReactNode;
  onInterval: (interval: FunnelSettings['interval']) => void;
}

/** Share of those who entered in each period that came through. */
export function FunnelTrend({ body, settings, days, aside, onInterval }: FunnelTrendProps) {
  const { t } = useTranslation('funnel');
  const { t: words, language } = useWorld();
  const { tokens } = useTheme();
  const { interval } = settings;
  const asked = { ...body, breakdown: null, view: 'trend' as const, interval };
  const answer = useAnswer('funnel', asked, funnelOutput);
  const compared = useComparison({
    ...{ kind: 'funnel', body: asked, compare: settings.compare, days },
    schema: funnelOutput,
  });
  const open = useFunnelPeople(asked);
  const last = body.steps.length - 1;
  const points = useMemo(() => answer.data?.trend ?? [], [answer.data]);
  const steps = useMemo(
    () => points.map(({ start }) => shortPeriodName(start, interval, language)),
    [points, interval, language],
  );
  const other = useMemo(
    () => (compared?.data ? { name: compared.name, rates: compared.data.trend.map(({ rate }) => rate) } : null),
    [compared?.data, compared?.name],
  );
  const lines = useMemo<Line[]>(
    () => [
      {
        name: t('rate'),
        color: tokens.series[0],
        values: points.map(({ rate }) => rate),
        incompleteFrom: null,
        endLabel: share(points.at(-1)?.rate ?? null),
        isQuiet: false,
      },
      ...(other
        ? [
            {
              ...{ name: other.name, color: tokens.ink2, values: points.map((_, i) => other.rates[i] ?? null) },
              ...{ incompleteFrom: null, endLabel: other.name, isQuiet: true, isCompared: true },
            },
          ]
        : []),
    ],
    [points, other, tokens, t],
  );
  const tooltip = useCallback(
    (index: number) => {
      const point = points[index];
      if (!point) return { title: '', rows: [] };
      return {
        title: periodName(point.start, interval, language),
        rows: [
          { name: t('rate'), value: share(point.rate), color: tokens.series[0] },
          ...(other ? [{ name: other.name, value: share(other.rates[index] ?? null) }] : []),
          { name: t('entered'), value: formatCount(point.from) },
          { name: t('finished'), value: formatCount(point.to) },
        ],
      };
    },
    [points, interval, language, other, tokens, t],
  );
  return (
    <ResultCard
      title={t('trendTitle')}
      note={t('trendNote')}
      answer={answer}
      isEmpty={points.every(({ from }) => from === 0)}
      height={420}
      isMain
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
          formatTick={(value) => `${Number((value * 100).toFixed(1))}%`}
          tooltip={tooltip}
          label={t('trendLabel')}
          opens={(line, period) => {
            const point = points[period];
            if (!point || point.to === 0 || line > 0) return null;
            const name = answer.data?.steps[last]?.label ?? '';
            const cell = { step: last, state: 'reached' as const, period };
            return () => open(cell, name, periodName(point.start, interval, language));
          }}
        />
      </div>
    </ResultCard>
  );
}
