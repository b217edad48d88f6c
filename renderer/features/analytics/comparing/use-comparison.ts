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
  /** The question its figures answer, for the people behind them; null while it cannot be put. */
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
  /**
   * The question whose figures are shown beside, where that may be a former one: figures of another question than its
   * own comparison are not shown with it. Undefined: nothing is shown yet.
   */
  drawn?: { dateRange?: DateRange | undefined } | undefined;
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
  drawn,
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
  const isOfThis =
    asked !== null &&
    answer.asked !== undefined &&
    // Figures of what was compared with before are none of what is compared with now.
    segmentOf(answer.asked) === (isPrevious ? segmentOf(drawn ?? asked) : compare) &&
    (drawn?.dateRange === undefined ||
      isSame(
        answer.asked,
        isPrevious
          ? { ...drawn, dateRange: daysBefore(drawn.dateRange, data).range }
          : { ...drawn, segmentId: compare },
      ));
  const heading = isPrevious ? (earlier?.name ?? t('comparePrevious')) : (segment?.name ?? t('segment'));
  return {
    heading,
    name: isPrevious ? (earlier?.name ?? t('previousPeriod')) : (segment?.name ?? t('segment')),
    body: isOfThis ? (answer.asked ?? asked) : asked,
    data: isOfThis ? answer.data : undefined,
    missing: isThere ? null : isPrevious ? 'days' : 'segment',
    error: answer.error,
  };
}

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

const segmentOf = (body: object): unknown => ('segmentId' in body ? body.segmentId : undefined);
