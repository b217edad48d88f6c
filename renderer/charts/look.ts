import { type ChartLook, type Palette, plainChartLook } from '../../contract/chart-look.ts';
import type { Tokens } from '../ui/index.ts';
import type { Plot, PlotCategory } from './plot.ts';

type Eight = Tokens['series'];

/**
 * Okabe and Ito, "Color Universal Design" (2008), without its yellow and black, which vanish on paper and in the dark;
 * Paul Tol, "Colour Schemes", issue 3.2 (2021): bright and muted, without their faintest.
 */
const sets: Record<Exclude<Palette, 'luopan' | 'one-hue'>, readonly string[]> = {
  'okabe-ito': ['#0072B2', '#E69F00', '#009E73', '#D55E00', '#CC79A7', '#56B4E9', '#7A6A9B'],
  'tol-bright': ['#4477AA', '#EE6677', '#228833', '#B89C2A', '#3FA9D6', '#AA3377', '#7F6A55'],
  'tol-muted': ['#332288', '#CC6677', '#117733', '#B38A3C', '#44AA99', '#882255', '#6699CC'],
};

/** The eight colours of a palette in a theme; the last is the grey of "other". */
export function paletteColors(palette: Palette, tokens: Tokens): Eight {
  const grey = tokens.series[7];
  if (palette === 'luopan') return tokens.series;
  const seven =
    palette === 'one-hue'
      ? Array.from({ length: 7 }, (_, step) => mixed(tokens.series[0], tokens.surface, step * 0.11))
      : sets[palette].map((color) => (isDark(tokens) ? mixed(color, '#FFFFFF', 0.25) : color));
  const [a = grey, b = grey, c = grey, d = grey, e = grey, f = grey, g = grey] = seven;
  return [a, b, c, d, e, f, g, grey];
}

const isDark = ({ ink, paper }: Tokens) => luminance(ink) > luminance(paper);
const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
const luminance = (hex: string) => channels(hex).reduce((sum, value) => sum + value, 0);

/** A colour on its way to another: 0 is itself, 1 the other. */
export function mixed(from: string, to: string, share: number): string {
  const [ends, other] = [channels(from), channels(to)];
  const parts = ends.map((value, index) => Math.round(value + ((other[index] ?? 0) - value) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * A plot in the look that was chosen: colours, order, axes. Marks and hovers still tell of the places they had before,
 * so that whoever drew the plot need not know of its order.
 */
export function withLook(plot: Plot, look: ChartLook = plainChartLook): Plot {
  const series = paletteColors(look.palette, plot.tokens);
  const recolored = (color: string) => series[plot.tokens.series.indexOf(color)] ?? color;
  const order = orderOf(plot, look.sort);
  const { onMark } = plot;
  return {
    ...plot,
    look,
    tokens: { ...plot.tokens, series },
    categories: order.map((place) => plot.categories[place]).filter((one): one is PlotCategory => one !== undefined),
    series: plot.series.map((one) => ({
      ...one,
      color: recolored(one.color),
      values: order.map((place) => one.values[place] ?? null),
    })),
    tooltip: (place) => {
      const told = plot.tooltip(order[place] ?? place);
      const rows = told.rows.map((row) => (row.color === undefined ? row : { ...row, color: recolored(row.color) }));
      return { ...told, rows };
    },
    onMark: onMark
      ? (action) => {
          const category = order[action.mark.category] ?? action.mark.category;
          onMark({ ...action, mark: { ...action.mark, category } });
        }
      : undefined,
  };
}

/** Places of the categories in a new order: time runs on, and "other" stays last. */
export function orderOf({ categories, series, isTime }: Plot, sort: ChartLook['sort']): number[] {
  const places = categories.map((_, place) => place);
  if (isTime || sort === 'auto') return places;
  const sum = (place: number) =>
    series.reduce((total, one) => total + (one.isSecond ? 0 : (one.values[place] ?? 0)), 0);
  const sums = places.map(sum);
  const collator = new Intl.Collator(['zh-Hans-u-co-pinyin', 'en'], { numeric: true });
  const last = (place: number) => Number(categories[place]?.isOther ?? false);
  return places.toSorted((a, b) => {
    if (last(a) !== last(b)) return last(a) - last(b);
    const byName = collator.compare(categories[a]?.name ?? '', categories[b]?.name ?? '');
    if (sort === 'name') return byName;
    const difference = (sums[a] ?? 0) - (sums[b] ?? 0);
    return (sort === 'value-desc' ? -difference : difference) || byName || a - b;
  });
}
