import type { z } from 'zod';
import type { DateRange } from '../../../queries/index.ts';
import { daysBefore } from '../frame/range.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';

/** What an answer is compared with. */
export interface Compared<T> {
  /** `previous period`, or the name of a segment. */
  name: string;
  /** The same as the head of a column. */
  heading: string;
  /** The question it answers, for the people behind its figures; null while it cannot be put. */
  body: object | null;
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
  /** Of questions as of one day: the same question of an earlier one. */
  earlier?: Earlier;
}

/** A question of an earlier day; `body` is null where the data do not reach back that far. */
export interface Earlier {
  name: string;
  body: object | null;
}

/** The same question of the days before, as many, or of a segment; null where nothing is compared. */
export function useComparison<T>({
  kind,
  body,
  compare,
  days,
  schema,
  earlier,
}: ComparisonRequest<T>): Compared<T> | null {
  const { t, data, segments } = useWorld();
  const before = days === null ? null : daysBefore(days, data);
  const isPrevious = compare === 'previous';
  const segment = segments.find(({ id }) => id === compare);
  const previous = earlier
    ? earlier.body
    : body !== null && before?.hasData === true
      ? { ...body, dateRange: before.range }
      : null;
  const isThere = isPrevious ? previous !== null : segment !== undefined;
  const asked =
    body === null || compare === '' || !isThere ? null : isPrevious ? previous : { ...body, segmentId: compare };
  const answer = useAnswer(kind, asked, schema);
  if (compare === '') return null;
  const heading = isPrevious ? (earlier?.name ?? t('comparePrevious')) : (segment?.name ?? t('segment'));
  return {
    heading,
    name: isPrevious ? (earlier?.name ?? t('previousPeriod')) : (segment?.name ?? t('segment')),
    body: asked,
    data: asked === null ? undefined : answer.data,
    missing: isThere ? null : isPrevious ? 'days' : 'segment',
    error: answer.error,
  };
}
