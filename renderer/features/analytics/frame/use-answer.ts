import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import type { z } from 'zod';
import { request } from '../../../transport/index.ts';
import { useSettled } from '../../../ui/index.ts';

/** So that a dragged slider asks some ten times a second and not a hundred. */
const settleMs = 70;

export interface Answer<T, B extends object = object> {
  data: T | undefined;
  /** The question these figures answer, which may be a former one; undefined as long as they are. */
  asked: B | undefined;
  /** Figures of former settings, or of older data, while newer ones are on their way. */
  isStale: boolean;
  error: unknown;
  retry: () => void;
  /** From asking to having; null before the first answer. */
  elapsedMs: number | null;
}

/**
 * One question to an analysis. Edits in quick succession are asked once, a question nobody waits for any more is
 * cancelled, and the former figures stay until the new ones are there. A null body asks nothing.
 */
export function useAnswer<T, B extends object>(kind: string, body: B | null, schema: z.ZodType<T>): Answer<T, B> {
  const wanted = body === null ? null : JSON.stringify(body);
  const settled = useSettled(wanted, settleMs);
  const query = useQuery(answerQuery<T, B>(kind, settled, schema));
  const isWaiting = wanted !== settled || query.isFetching;
  return {
    data: query.data?.data,
    asked: query.data?.asked,
    isStale: isWaiting && query.data !== undefined,
    error: query.isError && !isWaiting ? query.error : null,
    retry: () => void query.refetch(),
    elapsedMs: query.data?.elapsedMs ?? null,
  };
}

/**
 * Figures and the question they answer come and stay together: figures shown while newer ones are on their way are still
 * those of their own question. No question, no answer.
 *
 * @param body JSON of the question
 */
export function answerQuery<T, B extends object>(kind: string, body: string | null, schema: z.ZodType<T>) {
  return queryOptions({
    queryKey: ['analytics', kind, body],
    queryFn: async ({ signal }) => {
      const asked = JSON.parse(body ?? '{}') as B;
      const start = performance.now();
      const data = await ask(kind, asked, schema, signal);
      return { data, asked, elapsedMs: performance.now() - start };
    },
    enabled: body !== null,
    ...(body === null ? {} : { placeholderData: keepPreviousData }),
  });
}

/**
 * The same answer for a result of thousands of figures: drawn in slices between which the page answers whoever goes on
 * editing. Until it is drawn the answer is stale. What is drawn says itself what was asked: settings of the moment may be
 * newer.
 */
export function useInSlices<T, B extends object>(answer: Answer<T, B>): Answer<T, B> {
  const { data, asked } = answer;
  const newest = useMemo(() => ({ data, asked }), [data, asked]);
  const drawn = useDeferredValue(newest);
  return { ...answer, ...drawn, isStale: answer.isStale || (drawn.data !== undefined && drawn !== newest) };
}

export function ask<T>(kind: string, body: unknown, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  return request(`/api/v1/analytics/${kind}`, { schema, method: 'POST', body, ...(signal ? { signal } : {}) });
}
