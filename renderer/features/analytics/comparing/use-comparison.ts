import type { z } from 'zod';
import type { DateRange } from '../../../queries/index.ts';
import { daysBefore } from '../frame/range.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';

/** What an answer is compared with. */
export interface Compared<T> {
  /** `previous period`, or the name of a segment. */
  name: string;
  /** Undefined while it is computed. */
  data: T | undefined;
  /** Asked for, but not there: nothing lies that far back, or the segment has been removed. */
  missing: 'days' | 'segment' | null;
  error: unknown;
}

interface ComparisonRequest<T> {
  kind: string;
  /** The question compared; null while it cannot be put. */
  body: object | null;
  /** `previous`, a segment's id, or nothing. */
  compare: string;
  /** The days asked for; null: all of history, which nothing lies before. */
  days: DateRange | null;
  schema: z.ZodType<T>;
}

/** The same question of the days before, as many, or of a segment; null where nothing is compared. */
export function useComparison<T>({ kind, body, compare, days, schema }: ComparisonRequest<T>): Compared<T> | null {
  const { t, data, segments } = useWorld();
  const before = days === null ? null : daysBefore(days, data);
  const isPrevious = compare === 'previous';
  const segment = segments.find(({ id }) => id === compare);
  const isThere = isPrevious ? before?.hasData === true : segment !== undefined;
  const asked =
    body === null || compare === '' || !isThere
      ? null
      : isPrevious
        ? { ...body, dateRange: before?.range }
        : { ...body, segmentId: compare };
  const answer = useAnswer(kind, asked, schema);
  if (compare === '') return null;
  return {
    name: isPrevious ? t('previousPeriod') : (segment?.name ?? t('segment')),
    data: asked === null ? undefined : answer.data,
    missing: isThere ? null : isPrevious ? 'days' : 'segment',
    error: answer.error,
  };
}
