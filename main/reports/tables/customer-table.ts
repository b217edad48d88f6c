import type { z } from 'zod';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import type { churnInput, clvInput, rfmInput } from '../../../contract/customer-value.ts';
import { rfmSegmentWords } from '../../../contract/customer-value-words.ts';
import { currencyDigits } from '../../../contract/format/numbers.ts';
import type { JourneyInput, StagesInput } from '../../../contract/stages.ts';
import type { AnalysisContext, AnalysisFigures } from './analysis-table.ts';
import { type AnalysisBody, type AnalysisColumns, drawn } from './behaviour-table.ts';

type Context = AnalysisContext & { columns: AnalysisColumns };
type FeedbackInput = Parameters<AnalysisFigures['feedback']['figures']>[0];
type CustomerKind = Exclude<AnalysisKind, 'funnel' | 'retention' | 'lifecycle' | 'stickiness' | 'paths'>;

/** Analyses of customers' value, opinions and stages as rows; money in major units of the workspace's currency. */
export async function customerBody(kind: CustomerKind, question: unknown, context: Context): Promise<AnalysisBody> {
  const { analyses, reader, signal } = context;
  const asking = { language: reader.language, ...(signal ? { signal } : {}) };
  switch (kind) {
    case 'rfm':
      return ofRfm(await analyses.customerValue.rfm(question as z.output<typeof rfmInput>, asking), context);
    case 'clv':
      return ofClv(await analyses.customerValue.clv(question as z.output<typeof clvInput>, asking), context);
    case 'churn':
      return ofChurn(await analyses.customerValue.churn(question as z.output<typeof churnInput>, asking), context);
    case 'feedback':
      return ofFeedback(await analyses.feedback.figures(question as FeedbackInput), context);
    case 'stages':
      return ofStages(await analyses.stages.figures(question as StagesInput, reader.language), context);
    case 'journey':
      return ofJourney(await analyses.behaviour.journey(question as JourneyInput, reader.language, signal), context);
  }
}

const major = (minor: number | null, currency: string) =>
  minor === null ? null : minor / 10 ** currencyDigits(currency);
type Answer<M extends (...args: never[]) => unknown> = Awaited<ReturnType<M>>;

function ofRfm(answer: Answer<AnalysisFigures['customerValue']['rfm']>, { columns, reader }: Context): AnalysisBody {
  const rows = answer.segments.map(({ segment, customers, revenueMinor }) => ({
    segment: rfmSegmentWords[segment][reader.language],
    customers,
    share: answer.customers === 0 ? null : customers / answer.customers,
    revenue: major(revenueMinor, answer.currency),
  }));
  return {
    columns: [
      columns.text('segment', 'segment'),
      columns.figure('customers', 'customers'),
      columns.figure('share', 'share', 'percent'),
      columns.figure('revenue', 'revenue', 'money'),
    ],
    rows: [rows],
    chart: drawn('bar', 'segment', ['customers'], rows.length),
  };
}

function ofClv(answer: Answer<AnalysisFigures['customerValue']['clv']>, { columns }: Context): AnalysisBody {
  const rows = answer.deciles.map(({ decile, customers, expectedPurchases, clvMinor, historicMinor }) => ({
    ...{ decile: String(decile), customers, expectedPurchases },
    clv: major(clvMinor, answer.currency),
    historic: major(historicMinor, answer.currency),
  }));
  return {
    columns: [
      columns.text('decile', 'decile'),
      columns.figure('customers', 'customers'),
      columns.figure('expectedPurchases', 'expectedPurchases', 'number'),
      columns.figure('clv', 'lifetimeValue', 'money'),
      columns.figure('historic', 'historic', 'money'),
    ],
    rows: [rows],
    chart: drawn('column', 'decile', ['clv'], rows.length),
  };
}

function ofChurn(answer: Answer<AnalysisFigures['customerValue']['churn']>, { columns }: Context): AnalysisBody {
  const rows = answer.months.map(({ isIncomplete: _, ...month }) => month);
  return {
    columns: [
      { ...columns.text('start', 'month'), kind: 'date' },
      columns.figure('activeAtStart', 'activeAtStart'),
      columns.figure('lost', 'lost'),
      columns.figure('gained', 'gained'),
      columns.figure('customerChurn', 'customerChurn', 'percent'),
      columns.figure('grossRevenueChurn', 'grossChurn', 'percent'),
      columns.figure('netRevenueChurn', 'netChurn', 'percent'),
    ],
    rows: [rows],
    chart: drawn('line', 'start', ['customerChurn'], rows.length),
  };
}

function ofFeedback(answer: Answer<AnalysisFigures['feedback']['figures']>, { columns }: Context): AnalysisBody {
  const rows = answer.trend.map(({ start, score, responses }) => ({ start, score, responses }));
  return {
    columns: [
      columns.text('start', 'interval'),
      columns.figure('responses', 'responses'),
      columns.figure('score', 'score', 'number'),
    ],
    rows: [rows],
    chart: drawn('line', 'start', ['score'], rows.length),
  };
}

function ofStages(answer: Answer<AnalysisFigures['stages']['figures']>, { columns }: Context): AnalysisBody {
  const rows = answer.stages.map(({ amountMinor, currentAmountMinor: _, ...stage }) => ({
    ...stage,
    amount: major(amountMinor, answer.currency),
  }));
  return {
    columns: [
      columns.text('label', 'stage'),
      columns.figure('count', 'reached'),
      columns.figure('conversionFromFirst', 'fromFirst', 'percent'),
      columns.figure('conversionFromPrevious', 'fromPrevious', 'percent'),
      columns.figure('medianDays', 'medianDays', 'number'),
      columns.figure('current', 'current'),
      columns.figure('lost', 'lost'),
      columns.figure('amount', 'amount', 'money'),
    ],
    rows: [rows],
    chart: drawn('bar', 'label', ['count'], rows.length),
  };
}

function ofJourney(
  { touchpoints }: Answer<AnalysisFigures['behaviour']['journey']>,
  { columns }: Context,
): AnalysisBody {
  return {
    columns: [
      columns.text('label', 'touchpoint'),
      columns.figure('persons', 'people'),
      columns.figure('share', 'share', 'percent'),
      columns.figure('averagePosition', 'averagePosition', 'number'),
      columns.figure('medianSecondsFromStart', 'medianSeconds', 'number'),
      columns.figure('ended', 'ended'),
    ],
    rows: [touchpoints],
    chart: drawn('bar', 'label', ['persons'], touchpoints.length),
  };
}
