import { type ComponentType, useEffect, useState } from 'react';
import type { ChartKind } from '../../contract/boards.ts';
import type { SpreadExtra } from './kinds/spread.tsx';
import type { Plot } from './plot.ts';

export type { SpreadExtra } from './kinds/spread.tsx';
export type ChartComponent = ComponentType<{ plot: Plot; extra: SpreadExtra }>;

type Family = Partial<Record<ChartKind, ChartComponent>>;
const cartesian = () => import('./kinds/cartesian.tsx').then((family) => family.default as Family);
const parts = () => import('./kinds/parts.tsx').then((family) => family.default as Family);
const spread = () => import('./kinds/spread.tsx').then((family) => family.default as Family);
const waterfall = () => import('./kinds/waterfall.tsx').then((family) => family.default as Family);
const map = () => import('./kinds/map.tsx').then((family) => family.default as Family);

/** Charts are fetched by family when a board first shows one of it. */
const families: Record<Exclude<ChartKind, 'variance'>, () => Promise<Family>> = {
  line: cartesian,
  area: cartesian,
  bar: cartesian,
  combo: cartesian,
  pie: parts,
  treemap: parts,
  funnel: parts,
  scatter: spread,
  'box-plot': spread,
  gauge: spread,
  sankey: spread,
  calendar: spread,
  waterfall,
  map,
};
const loaded = new Map<ChartKind, ChartComponent>();

/** The component of a kind; null while it is being fetched, and for variances, which are rows and not drawn. */
export function useChartKind(kind: ChartKind): ChartComponent | null {
  const [, setCount] = useState(0);
  useEffect(() => {
    if (kind === 'variance' || loaded.has(kind)) return;
    let isWanted = true;
    void families[kind]().then((family) => {
      const component = family[kind];
      if (component) loaded.set(kind, component);
      if (isWanted) setCount((count) => count + 1);
    });
    return () => {
      isWanted = false;
    };
  }, [kind]);
  return loaded.get(kind) ?? null;
}
