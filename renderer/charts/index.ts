export type { TooltipRow } from './axes.ts';
export { BarChart, type Stack } from './bar-chart.tsx';
export { type Line, LineChart } from './line-chart.tsx';
export { measureColors } from './palette.ts';
export { Sparkline } from './sparkline.tsx';
