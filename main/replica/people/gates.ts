import type { Gate, PeopleQuestion } from './question.ts';
import { nextStart } from './time-codes.ts';

/**
 * The gates of a question's levels: levels of the same people and the same steps of time share one.
 *
 * @param labels texts of the codes of each field
 * @returns by level the number of its gate; null where everybody counts
 */
export function gatesOf(
  { levels, fields, dates }: Pick<PeopleQuestion, 'levels' | 'fields' | 'dates'>,
  labels: readonly (readonly (string | null)[])[],
): { gates: Gate[]; ofLevel: (number | null)[] } {
  const gates: Gate[] = [];
  const known = new Map<string, number>();
  const ofLevel = levels.map(({ fields: own, among }) => {
    if (among === 'all') return null;
    const nth = among === 'first' ? 1 : 2;
    const steps = own.flatMap((field) => {
      const of = fields[field];
      return of?.kind === 'time' ? [{ field, step: of.step }] : [];
    });
    const key = JSON.stringify([nth, steps]);
    const shared = known.get(key);
    if (shared !== undefined) return shared;
    known.set(key, gates.length);
    gates.push({
      nth,
      bound: boundOf(dates, nth),
      steps: steps.map(({ field, step }) => ({
        field,
        bounds: Float64Array.from(labels[field] ?? [], (label) => {
          const start = localMs(label ?? '');
          return nth === 1 ? start : nextStart(step, start);
        }),
      })),
    });
    return gates.length - 1;
  });
  return { gates, ofLevel };
}

/** The first day's beginning, or the end of the last. */
function boundOf(dates: PeopleQuestion['dates'], nth: Gate['nth']): number {
  if (!dates) return nth === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return nth === 1 ? localMs(dates.from) : nextStart('day', localMs(dates.to));
}

const localMs = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00.000Z` : `${text}Z`);
