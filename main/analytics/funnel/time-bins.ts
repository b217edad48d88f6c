import { selectQuantiles } from '../numeric/select.ts';

/** `equal`: bins of one width from the shortest to the longest time. `durations`: steps as people count time. */
export interface BinningAsked {
  binning?: 'equal' | 'durations';
  /** Of `equal` exactly so many, by default the cube root of the number of times; of `durations` at most so many. */
  binCount?: number;
}

/** Where bins begin and end, in milliseconds: one edge more than bins. The last bin holds its upper edge too. */
export interface TimeBins {
  edges: Float64Array;
  binOf: (value: number) => number;
}

const mostBins = 60;
const defaultBins = 12;
/** With fewer bins than these, steps of time say too little. */
const fewestBins = 4;
/** Beyond these shares of the times, single ones do not stretch the axis: they are held by one bin on either side. */
const tails = [0.05, 0.95] as const;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const ladder = (...steps: [unit: number, counts: number[]][]): number[] => [
  0,
  ...steps.flatMap(([unit, counts]) => counts.map((count) => count * unit)),
];

/** Steps of time from fine to coarse, each about so many times the one before. */
const ladders = [
  ladder(
    [second, [1, 2, 5, 10, 20, 30]],
    [minute, [1, 2, 5, 10, 20, 30]],
    [hour, [1, 2, 4, 8, 12]],
    [day, [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1_095, 1_825, 3_650, 36_500]],
  ),
  ladder(
    [second, [1, 5, 15, 30]],
    [minute, [1, 5, 15, 30]],
    [hour, [1, 3, 6, 12]],
    [day, [1, 3, 7, 14, 30, 60, 90, 180, 365, 730, 1_825, 3_650, 36_500]],
  ),
  ladder([second, [1, 10]], [minute, [1, 10]], [hour, [1, 6]], [day, [1, 7, 30, 90, 365, 1_825, 36_500]]),
];

/** Bins of times in milliseconds; they hang on the times alone, so who is in a bin is found again. */
export function timeBins(values: Float64Array, { binning, binCount }: BinningAsked): TimeBins {
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;
  for (const value of values) {
    shortest = Math.min(shortest, value);
    longest = Math.max(longest, value);
  }
  const edges = binning === 'durations' ? durationEdges(values, { shortest, longest, binCount }) : null;
  if (edges !== null) return { edges, binOf: (value) => binBetween(edges, value) };
  return equalBins({ shortest, longest, asked: binCount ?? Math.ceil(Math.cbrt(values.length)) });
}

function equalBins({ shortest, longest, asked }: { shortest: number; longest: number; asked: number }): TimeBins {
  const bins = shortest >= longest ? 1 : Math.min(mostBins, Math.max(1, asked));
  const width = (longest - shortest) / bins;
  return {
    edges: Float64Array.from({ length: bins + 1 }, (_, i) => shortest + i * width),
    binOf: (value) => (width > 0 ? Math.min(bins - 1, Math.floor((value - shortest) / width)) : 0),
  };
}

interface Spread {
  shortest: number;
  longest: number;
  binCount: number | undefined;
}

/** Null where the times are too alike to be told apart by such steps. */
function durationEdges(values: Float64Array, { shortest, longest, binCount }: Spread): Float64Array | null {
  const [low, high] = selectQuantiles(values.slice(), tails);
  const [shortOne, longOne] = [low ?? 0, high ?? 0];
  const most = binCount ?? defaultBins;
  let edges: number[] = [];
  for (const steps of ladders) {
    const from = steps.findLast((step) => step <= shortOne) ?? 0;
    const to = steps.find((step) => step > longOne) ?? longest + 1;
    edges = steps.filter((step) => step >= from && step < to).concat(to);
    if (shortest < from) edges.unshift(0);
    if (longest >= to) edges.push(steps.find((step) => step > longest) ?? longest + 1);
    if (edges.length - 1 < Math.min(fewestBins, most)) return null;
    if (edges.length - 1 <= most) return Float64Array.from(edges);
  }
  // Still too many: the shortest times are taken together.
  return Float64Array.from([edges[0] ?? 0, ...edges.slice(-most)]);
}

function binBetween(edges: Float64Array, value: number): number {
  let bin = 0;
  while (bin < edges.length - 2 && value >= (edges[bin + 1] as number)) bin += 1;
  return bin;
}
