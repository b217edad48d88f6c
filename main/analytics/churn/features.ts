import { type ChurnFeature, churnFeatures } from '../../../contract/customer-value.ts';

/** What is read of one customer as of the day judged from: whole numbers, -1 = there is none. */
export const churnColumns = [
  'profile_id',
  'first_day',
  'last_day',
  'order_days',
  'order_count',
  'recent_orders',
  'previous_orders',
  'net_minor',
  'returns_minor',
  'discount_minor',
  'gross_minor',
  'recent_events',
  'recent_tickets',
  'recent_complaints',
  'last_nps',
  /** 1 = a counted order in the days after. */
  'came_back',
  'year_minor',
] as const;
type Column = (typeof churnColumns)[number];

/** One customer's row, by name. */
export type Facts = Record<Column, number>;

export function factsAt(values: Float64Array, at: number): Facts {
  return Object.fromEntries(churnColumns.map((name, i) => [name, values[at + i] ?? 0])) as Facts;
}

/** A feature as people read it (days, counts, shares, money in major units); NaN = this customer has none. */
export function featureValues(facts: Facts, day: number, minorPerMajor: number): number[] {
  const sinceLast = day - facts.last_day;
  const gap = facts.order_days > 1 ? (facts.last_day - facts.first_day) / (facts.order_days - 1) : Number.NaN;
  const values: Record<ChurnFeature, number> = {
    days_since_last_order: sinceLast,
    orders: facts.order_count,
    orders_recent: facts.recent_orders,
    order_trend: facts.recent_orders - facts.previous_orders,
    typical_gap_days: gap,
    lateness: sinceLast / Math.max(gap, 1),
    spend_per_order: facts.net_minor / minorPerMajor / Math.max(1, facts.order_count),
    tenure_days: day - facts.first_day,
    return_share: share(facts.returns_minor, facts.net_minor),
    discount_share: share(facts.discount_minor, facts.gross_minor),
    events_recent: facts.recent_events,
    tickets_recent: facts.recent_tickets,
    complaints_recent: facts.recent_complaints,
    last_nps: facts.last_nps < 0 ? Number.NaN : facts.last_nps,
  };
  return churnFeatures.map((feature) => values[feature]);
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0);

/** Long-tailed counts, days and money work by their ratio, so they go in as logarithms. */
const asIs: ReadonlySet<ChurnFeature> = new Set(['order_trend', 'return_share', 'discount_share', 'last_nps']);

function transformed(feature: ChurnFeature, value: number): number {
  if (feature === 'order_trend') return Math.sign(value) * Math.log1p(Math.abs(value));
  return asIs.has(feature) ? value : Math.log1p(Math.max(0, value));
}

/** How features become columns of mean 0 and deviation 1; what a customer lacks counts as the mean. */
export interface Scaling {
  /** Features that differ between customers; the others are left out. */
  features: ChurnFeature[];
  mean: number[];
  deviation: number[];
}

export function scalingOf(rows: readonly number[][]): Scaling {
  const scaling: Scaling = { features: [], mean: [], deviation: [] };
  churnFeatures.forEach((feature, i) => {
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (const row of rows) {
      const value = transformed(feature, row[i] as number);
      if (Number.isNaN(value)) continue;
      count += 1;
      sum += value;
      squares += value * value;
    }
    const mean = count > 0 ? sum / count : 0;
    const deviation = count > 1 ? Math.sqrt(Math.max(0, squares / count - mean * mean)) : 0;
    if (deviation < 1e-9) return;
    scaling.features.push(feature);
    scaling.mean.push(mean);
    scaling.deviation.push(deviation);
  });
  return scaling;
}

/** Row-major columns of a model. */
export function scaled(rows: readonly number[][], { features, mean, deviation }: Scaling): Float64Array {
  const width = features.length;
  const indexes = features.map((feature) => churnFeatures.indexOf(feature));
  const columns = new Float64Array(rows.length * width);
  rows.forEach((row, r) => {
    features.forEach((feature, j) => {
      const value = transformed(feature, row[indexes[j] as number] as number);
      columns[r * width + j] = Number.isNaN(value) ? 0 : (value - (mean[j] as number)) / (deviation[j] as number);
    });
  });
  return columns;
}
