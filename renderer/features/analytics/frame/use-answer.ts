import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import type { z } from 'zod';
import { request } from '../../../transport/index.ts';
import { useSettled } from '../../../ui/index.ts';

/** So that a dragged slider asks some ten times a second and not a hundred. */
const settleMs = 70;

export interface Answer<T> {
  data: T | undefined;
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
export function useAnswer<T>(kind: string, body: object | null, schema: z.ZodType<T>): Answer<T> {
  const wanted = body === null ? null : JSON.stringify(body);
  const settled = useSettled(wanted, settleMs);
  const query = useQuery({
    queryKey: ['analytics', kind, settled],
    queryFn: async ({ signal }) => {
      const start = performance.now();
      const data = await ask(kind, JSON.parse(settled ?? '{}'), schema, signal);
      return { data, elapsedMs: performance.now() - start };
    },
    enabled: settled !== null,
    ...(settled === null ? {} : { placeholderData: keepPreviousData }),
  });
  const isWaiting = wanted !== settled || query.isFetching;
  return {
    data: query.data?.data,
    isStale: isWaiting && query.data !== undefined,
    error: query.isError && !isWaiting ? query.error : null,
    retry: () => void query.refetch(),
    elapsedMs: query.data?.elapsedMs ?? null,
  };
}

/**
 * The same answer for a result of thousands of figures: drawn in slices between which the page answers whoever goes on
 * editing. Until it is drawn the answer is stale.
 */
export function useInSlices<T>(answer: Answer<T>): Answer<T> {
  const data = useDeferredValue(answer.data);
  return { ...answer, data, isStale: answer.isStale || (data !== undefined && data !== answer.data) };
}

export function ask<T>(kind: string, body: unknown, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  return request(`/api/v1/analytics/${kind}`, { schema, method: 'POST', body, ...(signal ? { signal } : {}) });
}
