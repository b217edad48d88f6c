export type { TooltipRow } from './axes.ts';
export { BarChart, type Stack } from './bar-chart.tsx';
export type { Mark, MarkAction } from './chart.tsx';
export { type SpreadExtra, useChartKind } from './kinds.ts';
export { type Line, LineChart } from './line-chart.tsx';
export { mixed, paletteColors, withLook } from './look.ts';
export { measureColors } from './palette.ts';
export type { Plot, PlotCategory, PlotSeries } from './plot.ts';
export { Sparkline } from './sparkline.tsx';
