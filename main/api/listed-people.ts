import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Access } from '../access/index.ts';
import { type ApiEnv, principalOf } from './router.ts';

const analyses = '/api/v1/analytics/';
/** Questions whose answers name people. */
const namesPeople = /^[a-z/-]+\/(persons|responses|at-risk)$|^clv$/;
/** Which part of the people is shown makes no other list of it. */
const isPaging = new Set(['offset', 'limit', 'sort']);

/**
 * Tells the audit of lists of people that analyses give: which analysis, which cell, how many. The answer is gone to the
 * reader already when it is looked at.
 */
export function noteListedPeople({ views }: Pick<Access, 'views'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    const kind = c.req.path.slice(analyses.length);
    if (!c.res.ok || !namesPeople.test(kind)) return;
    const { actor } = principalOf(c);
    const [asked, given] = [c.req.json() as Promise<unknown>, c.res.clone()];
    void (async () => {
      const [question, answer] = [await asked, (await given.json()) as { total?: number; profiles?: object[] }];
      const count = answer.total ?? answer.profiles?.length ?? 0;
      if (count === 0) return;
      const { cell } = question as { cell?: unknown };
      views.note(actor, {
        ...{ action: 'customers listed', target: kind.replace(/\/persons$/, '') },
        question: digestOf(question),
        details: { count, ...(cell === undefined ? {} : { cell: JSON.stringify(cell).slice(0, 500) }) },
      });
    })().catch(() => undefined);
  };
}

function digestOf(question: unknown): string {
  const told = Object.entries(question as object).filter(([name]) => !isPaging.has(name));
  return createHash('sha256').update(JSON.stringify(told)).digest('base64');
}
