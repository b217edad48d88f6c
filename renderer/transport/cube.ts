import { z } from 'zod';
import { errorOf, RequestError, send } from './request.ts';

export interface CubeFilter {
  member: string;
  operator: string;
  values?: string[];
}

/** A Cube REST query as this product asks it; dates are local dates of `timezone`, both ends inclusive. */
export interface CubeQuery {
  measures: string[];
  dimensions?: string[];
  timeDimensions?: { dimension: string; dateRange?: [string, string]; granularity?: 'day' | 'week' | 'month' }[];
  filters?: CubeFilter[];
  order?: [string, 'asc' | 'desc'][];
  limit?: number;
  timezone: string;
}

export type CubeValue = string | number | boolean | null;
export type CubeRow = Record<string, CubeValue>;

export interface CubeAnswer {
  rows: CubeRow[];
  /** Set when there are more rows than the query's limit let through. */
  truncated: { shown: number; total: number } | null;
}

const answerOutput = z.object({
  data: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  truncated: z.object({ shown: z.number(), total: z.number() }).nullish(),
});
const loadOutput = z.union([z.object({ results: z.array(answerOutput).min(1) }), answerOutput]);
const waitOutput = z.object({ error: z.literal('Continue wait') });

/**
 * Asks Cube one question and waits for the whole answer ("Continue wait" is asked again).
 * Fails with `RequestError`, or with the abort reason when `signal` fires.
 */
export async function loadCube(query: CubeQuery, signal?: AbortSignal): Promise<CubeAnswer> {
  for (;;) {
    const response = await send('/cubejs-api/v1/load', 'POST', { query }, signal);
    const answer: unknown = await response.json().catch(() => null);
    if (waitOutput.safeParse(answer).success) {
      await pause(300, signal);
      continue;
    }
    if (!response.ok) throw errorOf(answer, response.status);
    const parsed = loadOutput.safeParse(answer);
    if (!parsed.success) throw new RequestError('transport/unreadable', parsed.error.message, response.status);
    const first = 'results' in parsed.data ? parsed.data.results[0] : parsed.data;
    return { rows: first?.data ?? [], truncated: first?.truncated ?? null };
  }
}

/** Cube sends figures as text so that none loses digits; null and text that is no number become null. */
export function figure(value: CubeValue | undefined): number | null {
  if (value === null || value === undefined || value === '' || typeof value === 'boolean') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abandon = () => {
      clearTimeout(timer);
      reject(signal?.reason ?? new DOMException('aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abandon);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abandon, { once: true });
  });
}
