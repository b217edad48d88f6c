import { type ChurnModelOutput, churnFeatures, minimumForChurnModel } from '../../../contract/customer-value.ts';
import { AppError } from '../../../contract/errors.ts';
import { areaUnderCurve, brierScore, calibrationTable, recalibration, tenthsOf } from '../churn/evaluate.ts';
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
import { dateOf } from './purchases.ts';

export interface ChurnTerms {
  asOfDay: number;
  inactiveDays: number;
  /** Days of the training, oldest first, and the day of the test. */
  trainingDays: number[];
  testDay: number;
  minorPerMajor: number;
}

/** Facts of the training days, the test day and today. */
export interface ChurnFacts {
  training: Packed[];
  test: Packed;
  now: Packed;
}

export type ChurnModelResult = Omit<ChurnModelOutput, 'asOf' | 'dataAsOf' | 'currency' | 'effects' | 'inactiveDays'> & {
  effects: Omit<ChurnModelOutput['effects'][number], 'label' | 'description'>[];
};
/** The model of all days and the customers of today judged by it: what every page of the list is read from. */
export interface ChurnFit {
  result: ChurnModelResult;
  model: Model;
  /** Median of each feature over the customers of today. */
  typical: number[];
  customers: JudgedCustomers;
  /** Who stands behind each row of the calibration, lowest probability first. */
  calibrated: CalibratedTenth[];
}
/** Profile ids of one tenth of the test, and of those in it who left. */
export interface CalibratedTenth {
  ids: Uint32Array;
  leftIds: Uint32Array;
}
export interface JudgedCustomers {
  ids: Float64Array;
  probabilities: Float64Array;
  /** Positions by falling probability, and by falling probability × revenue of the last year. */
  byProbability: Uint32Array;
  byValue: Uint32Array;
}

/** Weak: it matters where customers are few or features say the same twice. */
const ridge = 1;
const z95 = 1.959963984540054;
const bandCount = 5;

interface Sample {
  facts: Facts[];
  values: number[][];
  /** 1 = churned. */
  outcomes: Uint8Array;
}

export function sampleOf(packed: Packed, day: number, { minorPerMajor }: ChurnTerms): Sample {
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

export interface Model {
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

export function probabilitiesOf({ scaling, coefficients }: Model, values: number[][]): Float64Array {
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
export function fitChurn(facts: ChurnFacts, terms: ChurnTerms): ChurnFit {
  const { training, test, final, now } = samplesOf(facts, terms);
  const probabilities = probabilitiesOf(final, now.values);
  const { tenths, ...result } = resultOf({ training, test, final }, terms, bandsOf(probabilities, now.facts));
  return {
    result,
    model: final,
    typical: churnFeatures.map((_, i) => medianOf(now.values.map((values) => values[i] as number))),
    customers: judged(probabilities, now.facts),
    calibrated: tenths.map((members) => calibratedTenth(members, test)),
  };
}

function calibratedTenth(members: Uint32Array, { facts, outcomes }: Sample): CalibratedTenth {
  const idOf = (i: number): number => facts[i]?.profile_id ?? 0;
  return {
    ids: members.map(idOf).sort(),
    leftIds: members
      .filter((i) => outcomes[i] === 1)
      .map(idOf)
      .sort(),
  };
}

function judged(probabilities: Float64Array, facts: readonly Facts[]): JudgedCustomers {
  const ids = Float64Array.from(facts, ({ profile_id }) => profile_id);
  const values = probabilities.map((probability, i) => probability * Math.max(0, facts[i]?.year_minor ?? 0));
  const falling = (by: Float64Array): Uint32Array =>
    Uint32Array.from(facts.keys()).sort(
      (a, b) => (by[b] as number) - (by[a] as number) || (ids[a] as number) - (ids[b] as number),
    );
  return { ids, probabilities, byProbability: falling(probabilities), byValue: falling(values) };
}

function resultOf(
  { training, test, final }: Pick<ReturnType<typeof samplesOf>, 'training' | 'test' | 'final'>,
  terms: ChurnTerms,
  bands: ChurnModelResult['bands'],
): ChurnModelResult & { tenths: Uint32Array[] } {
  const model = fitModel(training);
  const predicted = probabilitiesOf(model, test.values);
  const tenths = tenthsOf(
    predicted,
    test.facts.map(({ profile_id }) => profile_id),
  );
  const auc = areaUnderCurve(predicted, test.outcomes);
  const { intercept, slope } = recalibration(predicted, test.outcomes);
  const rate = churnedOf(training) / training.outcomes.length;
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
    calibration: calibrationTable(predicted, test.outcomes, tenths),
    effects: effectsOf(final),
    ...{ bands, tenths },
  };
}

function samplesOf(facts: ChurnFacts, terms: ChurnTerms) {
  const training = joined(facts.training.map((packed, i) => sampleOf(packed, terms.trainingDays[i] ?? 0, terms)));
  const test = sampleOf(facts.test, terms.testDay, terms);
  const now = sampleOf(facts.now, terms.asOfDay, terms);
  return { training, test, now, final: fitModel(joined([training, test])) };
}

const churnedOf = ({ outcomes }: Sample): number => outcomes.reduce((sum, outcome) => sum + outcome, 0);

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

const medianOf = (values: number[]): number =>
  quantile(Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort(), 0.5) ?? 0;
