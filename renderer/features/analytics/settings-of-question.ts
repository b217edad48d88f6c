import { z } from 'zod';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';

type Fields = Record<string, unknown>;

const names = z.array(z.object({ properties: z.array(z.string()), source: z.string().optional() }).loose());
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value : []);
const brackets = z.array(z.tuple([z.number(), z.number()]));

/**
 * The settings a page shows a question of the API with; the other way round each page has its own function. What a page
 * cannot show (further properties of a breakdown, named stages) is left out.
 */
export function settingsOfQuestion(kind: AnalysisKind, question: Fields): Fields {
  const { dateRange: _, timezone: __, ...fields } = question;
  switch (kind) {
    case 'funnel':
      return { ...fields, ...funnelSteps(fields), ...brokenDown(fields.breakdown) };
    case 'retention': {
      const groups = brackets.safeParse(fields.brackets);
      return {
        ...fields,
        ...brokenDown(fields.breakdown),
        brackets: groups.success ? groups.data.map(([a, b]) => (a === b ? a : `${a}-${b}`)).join(', ') : '',
        metric: fields.revenue === true ? 'revenue' : 'rate',
      };
    }
    case 'paths': {
      const { include, sessionGapMinutes, startPoint, endPoint, nodeProperty, ...rest } = fields;
      return {
        ...rest,
        ...(list(include)[0] ? { include: list(include)[0] } : {}),
        ...(sessionGapMinutes === undefined ? {} : { gapMinutes: sessionGapMinutes }),
        startPoint: startPoint ?? '',
        endPoint: endPoint ?? '',
        nodeProperty: nodeProperty ?? '',
      };
    }
    case 'rfm':
      return { ...fields, monthsBack: 0 };
    case 'clv':
      return {
        ...fields,
        ...percent('discountPercent', fields.discountRateAnnual),
        ...percent('marginPercent', fields.marginRate),
        costTrait: fields.acquisitionCostTrait ?? '',
      };
    case 'feedback':
      return { ...fields, compare: fields.compareTo !== undefined };
    case 'journey': {
      const { touchpoints, touchpointLimit, startPoint, ...rest } = fields;
      const named = list(touchpoints).flatMap(({ event }) => (typeof event === 'string' ? [event] : []));
      return {
        ...rest,
        ...(named.length > 0 ? { touchpoints: { event: null, anyOf: named } } : {}),
        ...(touchpointLimit === undefined ? {} : { limit: touchpointLimit }),
        ...(startPoint ? { start: startPoint } : {}),
      };
    }
    case 'lifecycle':
    case 'stickiness':
    case 'churn':
    case 'stages':
      return fields;
  }
}

function funnelSteps(fields: Fields): Fields {
  const optional = Array.isArray(fields.optionalSteps) ? fields.optionalSteps : [];
  const limits = Array.isArray(fields.stepWindows) ? fields.stepWindows : [];
  const steps = list(fields.steps).map((step, index) => ({
    ...step,
    isOptional: optional.includes(index),
    within: limits[index] ?? null,
  }));
  return { steps, view: fields.view === 'trend' ? 'trend' : 'steps' };
}

function brokenDown(breakdown: unknown): Fields {
  const [first] = names.safeParse(breakdown ? [breakdown] : []).data ?? [];
  if (!first) return { breakdown: null };
  const { properties, source = 'event', attribution, step } = first;
  return {
    breakdown: { source, property: properties[0] ?? '' },
    ...(attribution === undefined ? {} : { attribution }),
    ...(step === undefined ? {} : { attributionStep: step }),
  };
}

/** A rate as the page's percentage, without the noise of binary fractions. */
function percent(name: string, rate: unknown): Fields {
  return typeof rate === 'number' ? { [name]: Math.round(rate * 1e6) / 1e4 } : {};
}
