import {
  type AtRiskOutput,
  type ChurnFeature,
  type ChurnModelOutput,
  churnFeatures,
  minimumForChurnModel,
} from '../../../contract/customer-value.ts';
import { AppError } from '../../../contract/errors.ts';
import { areaUnderCurve, brierScore, calibrationTable, recalibration } from '../churn/evaluate.ts';
import {
  churnColumns,
  type Facts,
  factsAt,
  featureValues,
  type Scaling,
  scaled,
  scalingOf,
} from '../churn/features.ts';
import { fitLogistic, logOdds, probabilityOf } from '../churn/logistic.ts';
import { quantile } from '../numeric/quantile.ts';
import { type Packed, unpack } from './packed-rows.ts';

export interface ChurnTerms {
  asOfDay: number;
  inactiveDays: number;
  /** Days of the training, oldest first, and the day of the test. */
  trainingDays: number[];
  testDay: number;
  minorPerMajor: number;
}

/** Facts of the training days, the test day, today and one `inactiveDays` earlier (the test day's of everybody). */
export interface ChurnFacts {
  training: Packed[];
  test: Packed;
  now: Packed;
  before: Packed;
}

export type ChurnModelResult = Omit<ChurnModelOutput, 'asOf' | 'dataAsOf' | 'currency' | 'effects' | 'inactiveDays'> & {
  effects: Omit<ChurnModelOutput['effects'][number], 'label' | 'description'>[];
};
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
export interface AtRiskResult {
  total: number;
  profiles: AtRiskRow[];
}

/** Weak: it matters where customers are few or features say the same twice. */
const ridge = 1;
const z95 = 1.959963984540054;
const bandCount = 5;
const mostReasons = 4;
/** Changes of the log-odds smaller than this are not worth telling. */
const worthTelling = 0.05;

interface Sample {
  facts: Facts[];
  values: number[][];
  /** 1 = churned. */
  outcomes: Uint8Array;
}

function sampleOf(packed: Packed, day: number, { minorPerMajor }: ChurnTerms): Sample {
  const numbers = unpack(packed);
  const facts: Facts[] = [];
  for (let at = 0; at < numbers.length; at += churnColumns.length) facts.push(factsAt(numbers, at));
  return {
    facts,
    values: facts.map((one) => featureValues(one, day, minorPerMajor)),
    outcomes: Uint8Array.from(facts, ({ came_back }) => 1 - came_back),
  };
}

function joined(samples: readonly Sample[]): Sample {
  return {
    facts: samples.flatMap(({ facts }) => facts),
    values: samples.flatMap(({ values }) => values),
    outcomes: Uint8Array.from(samples.flatMap(({ outcomes }) => [...outcomes])),
  };
}

interface Model {
  scaling: Scaling;
  coefficients: Float64Array;
  standardErrors: Float64Array;
}

/** @throws analytics/too-few-outcomes */
function fitModel({ values, outcomes }: Sample): Model {
  const churned = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const { customers, perOutcome } = minimumForChurnModel;
  if (outcomes.length < customers || churned < perOutcome || outcomes.length - churned < perOutcome) {
    throw tooLittle(outcomes.length, Math.min(churned, outcomes.length - churned));
  }
  const scaling = scalingOf(values);
  const fit = fitLogistic(scaled(values, scaling), scaling.features.length, outcomes, ridge);
  if (fit === null) throw tooLittle(outcomes.length, churned);
  return { scaling, coefficients: fit.coefficients, standardErrors: fit.standardErrors };
}

/** @param fewer customers of the rarer outcome */
export function tooLittle(customers: number, fewer: number): AppError {
  const { customers: minimum, perOutcome } = minimumForChurnModel;
  return new AppError('analytics/too-few-outcomes', { params: { customers, fewer, minimum, perOutcome } });
}

function probabilitiesOf({ scaling, coefficients }: Model, values: number[][]): Float64Array {
  const columns = scaled(values, scaling);
  const width = scaling.features.length;
  return Float64Array.from(values, (_, row) => probabilityOf(logOdds(coefficients, columns, width, row)));
}

/**
 * Fits on the training days and judges on the test day, whose outcomes the training did not see. The customers of today
 * are judged by a model of all days together: the newest outcomes are worth having.
 *
 * @throws analytics/too-few-outcomes
 */
export function churnModelResult(facts: ChurnFacts, terms: ChurnTerms): ChurnModelResult {
  const { training, test, final, now } = samplesOf(facts, terms);
  const model = fitModel(training);
  const predicted = probabilitiesOf(model, test.values);
  const auc = areaUnderCurve(predicted, test.outcomes);
  const { intercept, slope } = recalibration(predicted, test.outcomes);
  const rate = churnedOf(training) / training.outcomes.length;
  const today = probabilitiesOf(final, now.values);
  return {
    trainedAt: terms.trainingDays.map(dateOf),
    testedAt: dateOf(terms.testDay),
    training: { customers: training.outcomes.length, churned: churnedOf(training) },
    test: {
      ...{ customers: test.outcomes.length, churned: churnedOf(test) },
      ...{ auc: auc?.auc ?? null, aucLower: auc?.lower ?? null, aucUpper: auc?.upper ?? null },
      brier: brierScore(predicted, test.outcomes),
      brierOfRate: brierScore(new Float64Array(test.outcomes.length).fill(rate), test.outcomes),
      ...{ calibrationIntercept: intercept, calibrationSlope: slope },
    },
    calibration: calibrationTable(predicted, test.outcomes),
    effects: effectsOf(final),
    bands: bandsOf(today, now.facts),
  };
}

function samplesOf(facts: ChurnFacts, terms: ChurnTerms) {
  const training = joined(facts.training.map((packed, i) => sampleOf(packed, terms.trainingDays[i] ?? 0, terms)));
  const test = sampleOf(facts.test, terms.testDay, terms);
  const now = sampleOf(facts.now, terms.asOfDay, terms);
  return { training, test, now, final: fitModel(joined([training, test])) };
}

const churnedOf = ({ outcomes }: Sample): number => outcomes.reduce((sum, outcome) => sum + outcome, 0);
const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Strongest first. */
function effectsOf({ scaling, coefficients, standardErrors }: Model): ChurnModelResult['effects'] {
  return scaling.features
    .map((feature, i) => {
      const coefficient = coefficients[i + 1] as number;
      const standardError = standardErrors[i + 1] as number;
      return {
        ...{ feature, coefficient, standardError, oddsRatio: Math.exp(coefficient) },
        lower: Math.exp(coefficient - z95 * standardError),
        upper: Math.exp(coefficient + z95 * standardError),
      };
    })
    .sort((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient));
}

function bandsOf(probabilities: Float64Array, facts: readonly Facts[]): ChurnModelResult['bands'] {
  const bands = Array.from({ length: bandCount }, (_, i) => ({
    ...{ from: i / bandCount, to: (i + 1) / bandCount, customers: 0, revenueMinor: 0 },
  }));
  probabilities.forEach((probability, i) => {
    const band = bands[Math.min(bandCount - 1, Math.floor(probability * bandCount))];
    if (band === undefined) return;
    band.customers += 1;
    band.revenueMinor += facts[i]?.year_minor ?? 0;
  });
  return bands;
}

/** Customers of today by probability, with what raises it and what is different from before. */
export function atRiskResult(facts: ChurnFacts, terms: ChurnTerms, page: AtRiskPage): AtRiskResult {
  const { final, now } = samplesOf(facts, terms);
  const probabilities = probabilitiesOf(final, now.values);
  const worth = (i: number): number =>
    (probabilities[i] as number) * (page.sort === 'value' ? Math.max(0, now.facts[i]?.year_minor ?? 0) : 1);
  const order = Array.from(probabilities.keys())
    .filter((i) => isWithin(probabilities[i] as number, page))
    .sort((a, b) => worth(b) - worth(a) || (now.facts[a]?.profile_id ?? 0) - (now.facts[b]?.profile_id ?? 0));
  const shown = order.slice(page.offset, page.offset + page.limit);
  const before = sampleOf(facts.before, terms.asOfDay - terms.inactiveDays, terms);
  const wanted = new Set(shown.map((i) => now.facts[i]?.profile_id));
  const earlier = new Map(
    before.facts.flatMap((one, i) =>
      wanted.has(one.profile_id) ? [[one.profile_id, before.values[i] ?? []] as const] : [],
    ),
  );
  const typical = churnFeatures.map((_, i) => medianOf(now.values.map((values) => values[i] as number)));
  return {
    total: order.length,
    profiles: shown.flatMap((i) => {
      const one = now.facts[i];
      const values = now.values[i];
      if (one === undefined || values === undefined) return [];
      const past = earlier.get(one.profile_id);
      return [
        {
          ...{ profileId: one.profile_id, probability: probabilities[i] as number, lastOrder: dateOf(one.last_day) },
          ...{ orders: one.order_count, revenueMinor: one.year_minor },
          reasons: reasonsOf(final, values, typical),
          changes: past ? changesOf(final, past, values) : [],
          probabilityBefore: past ? (probabilitiesOf(final, [past])[0] ?? null) : null,
        },
      ];
    }),
  };
}

/** The last band holds its upper end. */
const isWithin = (probability: number, { from, to }: { from: number; to: number }): boolean =>
  probability >= from && (probability < to || to === 1);

/** Profile ids of a band of probability, most endangered first. */
export function atRiskIds(facts: ChurnFacts, terms: ChurnTerms, cell: { from: number; to: number }): number[] {
  const everyone = { offset: 0, limit: Number.MAX_SAFE_INTEGER, sort: 'probability' as const, ...cell };
  const { final, now } = samplesOf(facts, terms);
  const probabilities = probabilitiesOf(final, now.values);
  return Array.from(probabilities.keys())
    .filter((i) => isWithin(probabilities[i] as number, everyone))
    .sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number))
    .map((i) => now.facts[i]?.profile_id ?? 0);
}

const medianOf = (values: number[]): number =>
  quantile(Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort(), 0.5) ?? 0;

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
