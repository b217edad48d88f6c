import { useMemo } from 'react';
import { useTheme } from '../ui/index.ts';
import { type TooltipRow, textStyle, tooltipBase, tooltipTable } from './axes.ts';
import { Chart } from './chart.tsx';
import styles from './charts.module.css';
import type { BarSeriesOption, EChartsCoreOption } from './echarts.ts';
import { indexOf } from './line-chart.tsx';
import type { Place } from './places.ts';

export interface FunnelBar {
  name: string;
  /** Under the name: how it stands to the step before. */
  note: string;
  count: number;
  /** Came to the step before and no further. */
  lost: number;
  /** Above the bar: the count and its share, the share quieter. */
  label: [string, string];
  isOptional: boolean;
}

interface FunnelChartProps {
  bars: FunnelBar[];
  /** The same steps of the compared people, as shares of the first step. */
  compared: { name: string; shares: (number | null)[] } | null;
  /** The first row tells of the bar, the second of who was lost before it. */
  tooltip: (index: number) => { title: string; rows: TooltipRow[] };
  label: string;
  /** The way to the people of a bar, or of what was lost before it; null where there is none. */
  opens: (step: number, state: 'reached' | 'dropped') => (() => void) | null;
  /** Many steps keep their width and scroll; on paper they come close together, with numbers in place of names. */
  canScroll: boolean;
}

/** Bars that still have room for names and shares beside one another, and the room each further one needs, px. */
const mostAbreast = 10;
const roomPerBar = 82;

/** Upright bars from zero, one per step; what was lost since the step before stands hatched above each. */
export function FunnelChart({ bars, compared, tooltip, label, opens, canScroll }: FunnelChartProps) {
  const { tokens } = useTheme();
  const isWide = bars.length > mostAbreast;
  const isDense = isWide && !canScroll;
  const option = useMemo<EChartsCoreOption>(() => {
    const width = bars.length > 8 ? '64%' : '62%';
    const first = bars[0]?.count ?? 0;
    const base = {
      type: 'bar',
      stack: 'all',
      barWidth: compared ? '44%' : width,
      barMaxWidth: 132,
      barGap: '6%',
      emphasis: { focus: 'none' },
      cursor: 'pointer',
    } satisfies BarSeriesOption;
    const reached: BarSeriesOption = {
      ...base,
      emphasis: { itemStyle: { color: tokens.series[0], opacity: 0.86 } },
      z: 3,
      data: bars.map(({ count, label: [figure, share], isOptional }) => ({
        value: count,
        itemStyle: { color: tokens.series[0], opacity: isOptional ? 0.6 : 1 },
        label: {
          show: true,
          position: 'top',
          distance: 6,
          formatter: isDense ? `{count|${figure}}` : `{count|${figure}}  {share|${share}}`,
          rich: {
            count: { color: tokens.ink, fontSize: 13, fontWeight: 600 },
            share: { color: tokens.ink2, fontSize: 12 },
          },
        },
      })),
      labelLayout: { hideOverlap: false },
    };
    const lost: BarSeriesOption = {
      ...base,
      z: 2,
      silent: false,
      emphasis: { itemStyle: { color: tokens.line } },
      data: bars.map(({ lost: value }) => ({
        value,
        itemStyle: {
          color: tokens.sunken,
          decal: {
            symbol: 'rect',
            symbolSize: 1,
            color: tokens.line,
            dashArrayX: [1, 0],
            dashArrayY: [2, 5],
            rotation: Math.PI / 4,
          },
        },
      })),
    };
    const other: BarSeriesOption[] = compared
      ? [
          {
            type: 'bar',
            stack: 'compared',
            barWidth: '18%',
            barMaxWidth: 44,
            silent: true,
            data: compared.shares.map((share) => ({
              value: share === null ? '-' : share * first,
              itemStyle: { color: tokens.series[7], opacity: 0.7 },
            })),
          },
        ]
      : [];
    return {
      textStyle: textStyle(tokens),
      grid: { left: 4, right: 4, top: 30, bottom: 2, containLabel: true },
      xAxis: {
        type: 'category',
        data: bars.map(({ name }) => name),
        axisLine: { lineStyle: { color: tokens.line } },
        axisTick: { show: false },
        axisLabel: {
          interval: 0,
          margin: 10,
          lineHeight: 18,
          formatter: (name: string, index: number) => {
            if (isDense) return `{name|${index + 1}}`;
            const note = bars[index]?.note ?? '';
            const text = shortened(name, bars.length);
            return note === '' ? `{name|${text}}` : `{name|${text}}\n{note|${note}}`;
          },
          rich: {
            name: { color: tokens.ink, fontSize: bars.length > 8 ? 12 : 13, lineHeight: 20 },
            note: { color: tokens.ink2, fontSize: 12, lineHeight: 16 },
          },
        },
      },
      yAxis: {
        type: 'value',
        show: false,
        min: 0,
        max: Math.max(1, first, ...bars.map(({ count, lost: l }) => count + l)),
      },
      tooltip: {
        ...tooltipBase(tokens),
        trigger: 'item',
        formatter: (parameters: unknown) => {
          const { title, rows } = tooltip(indexOf(parameters));
          return tooltipTable(title, rows);
        },
      },
      series: [reached, lost, ...other],
    };
  }, [bars, compared, tooltip, tokens, isDense]);
  const chart = (
    <Chart
      option={option}
      label={label}
      places={placesOf({ bars, tooltip, opens })}
      onPick={({ seriesIndex, dataIndex }) => {
        if (seriesIndex > 1) return;
        const isFirst = dataIndex === 0;
        opens(dataIndex, seriesIndex === 1 && !isFirst ? 'dropped' : 'reached')?.();
      }}
    />
  );
  if (!isWide || !canScroll) return chart;
  return (
    <div className={styles.sideways}>
      <div style={{ width: `max(100%, ${bars.length * roomPerBar}px)` }}>{chart}</div>
    </div>
  );
}

/** Each bar, and above it those who were lost before it. */
function placesOf({ bars, tooltip, opens }: Pick<FunnelChartProps, 'bars' | 'tooltip' | 'opens'>): Place[][] {
  return bars.map(({ count, lost }, step) => {
    const { title, rows } = tooltip(step);
    const spot = { item: step, isLink: false };
    const openLost = step > 0 && lost > 0 ? opens(step, 'dropped') : null;
    const [reached, dropped] = rows;
    return [
      {
        ...{ title, rows: openLost && reached ? [reached] : rows },
        spot: { series: 0, ...spot },
        onOpen: count > 0 ? opens(step, 'reached') : null,
      },
      ...(openLost && dropped ? [{ title, rows: [dropped], spot: { series: 1, ...spot }, onOpen: openLost }] : []),
    ];
  });
}

/** As many letters as fit under a bar. */
function shortened(name: string, bars: number): string {
  const room = bars <= 4 ? 30 : bars <= 6 ? 18 : bars <= mostAbreast ? 12 : 11;
  let used = 0;
  let text = '';
  for (const character of name) {
    used += /[\u2e80-\uffef]/.test(character) ? 2 : 1;
    if (used > room) return `${text}…`;
    text += character;
  }
  // Braces and bars would be read as markup of the label.
  return text.replace(/[{}|]/g, ' ');
}
