import { type AtRiskOutput, type ChurnFeature, churnFeatures } from '../../../contract/customer-value.ts';
import { scaled } from '../churn/features.ts';
import {
  type ChurnFit,
  type ChurnTerms,
  type JudgedCustomers,
  type Model,
  probabilitiesOf,
  sampleOf,
} from './churn-model-task.ts';
import type { Packed } from './packed-rows.ts';
import { dateOf } from './purchases.ts';

type Listed = AtRiskOutput['profiles'][number];
export type AtRiskRow = Omit<Listed, 'displayName' | 'reasons' | 'changes'> & {
  reasons: Omit<Listed['reasons'][number], 'label'>[];
  changes: Omit<Listed['changes'][number], 'label'>[];
};
export interface AtRiskPage {
  offset: number;
  limit: number;
  from: number;
  to: number;
  sort: 'probability' | 'value';
}

const mostReasons = 4;
/** Changes of the log-odds smaller than this are not worth telling. */
const worthTelling = 0.05;

/** Profile ids of the customers in a band of probability, in the order asked for. The last band holds its upper end. */
export function atRiskIds(
  { ids, probabilities, byProbability, byValue }: JudgedCustomers,
  { from, to, sort }: Pick<AtRiskPage, 'from' | 'to' | 'sort'>,
): Uint32Array {
  const isWithin = (i: number): boolean => {
    const probability = probabilities[i] as number;
    return probability >= from && (probability < to || to === 1);
  };
  return (sort === 'value' ? byValue : byProbability).filter(isWithin).map((i) => ids[i] as number);
}

/**
 * Customers with what raises their probability and what is different from before.
 *
 * @param wanted profile ids in the order of the answer
 * @param facts of these customers today, and one `inactiveDays` earlier where they were customers then
 */
export function atRiskRows(
  { model, typical }: Pick<ChurnFit, 'model' | 'typical'>,
  wanted: Uint32Array,
  facts: { now: Packed; before: Packed },
  terms: ChurnTerms,
): AtRiskRow[] {
  const now = sampleOf(facts.now, terms.asOfDay, terms);
  const before = sampleOf(facts.before, terms.asOfDay - terms.inactiveDays, terms);
  const earlier = new Map(before.facts.map((one, i) => [one.profile_id, before.values[i] ?? []]));
  const places = new Map(now.facts.map((one, i) => [one.profile_id, i]));
  const probabilities = probabilitiesOf(model, now.values);
  return [...wanted].flatMap((id) => {
    const i = places.get(id) ?? -1;
    const one = now.facts[i];
    const values = now.values[i];
    if (one === undefined || values === undefined) return [];
    const past = earlier.get(id);
    return [
      {
        ...{ profileId: id, probability: probabilities[i] as number, lastOrder: dateOf(one.last_day) },
        ...{ orders: one.order_count, revenueMinor: one.year_minor },
        reasons: reasonsOf(model, values, typical),
        changes: past ? changesOf(model, past, values) : [],
        probabilityBefore: past ? (probabilitiesOf(model, [past])[0] ?? null) : null,
      },
    ];
  });
}

/** What one value adds to the log-odds against another. */
function effectsBetween({ scaling, coefficients }: Model, from: number[], to: number[]) {
  const width = scaling.features.length;
  const columns = scaled([from, to], scaling);
  return scaling.features.map((feature, j) => ({
    feature,
    effect: (coefficients[j + 1] as number) * ((columns[width + j] as number) - (columns[j] as number)),
  }));
}

const shownValue = (values: readonly number[], feature: ChurnFeature): number => {
  const value = values[churnFeatures.indexOf(feature)] ?? Number.NaN;
  return Number.isNaN(value) ? 0 : value;
};

function reasonsOf(model: Model, values: number[], typical: number[]): AtRiskRow['reasons'] {
  return effectsBetween(model, typical, values)
    .filter(({ effect }) => effect > worthTelling)
    .sort((a, b) => b.effect - a.effect)
    .slice(0, mostReasons)
    .map(({ feature, effect }) => ({
      ...{ feature, effect, value: shownValue(values, feature), typical: shownValue(typical, feature) },
    }));
}

function changesOf(model: Model, before: number[], now: number[]): AtRiskRow['changes'] {
  return effectsBetween(model, before, now)
    .filter(({ effect }) => Math.abs(effect) > worthTelling)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
    .slice(0, mostReasons)
    .map(({ feature, effect }) => ({
      ...{ feature, effect, before: shownValue(before, feature), now: shownValue(now, feature) },
    }));
}
