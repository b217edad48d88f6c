import { z } from 'zod';
import type { CubeQuery, CubeRow } from '../../contract/board-queries/index.ts';
import { errorOf, RequestError, send } from './request.ts';

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
