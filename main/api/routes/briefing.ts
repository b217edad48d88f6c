import { createRoute } from '@hono/zod-openapi';
import { briefingInput, briefingOutput } from '../../../contract/briefing.ts';
import type { Reports } from '../../reports/index.ts';
import { answer, json } from '../answers.ts';
import { languageOf, newRouter, principalOf, type Router } from '../router.ts';

/** What a board says, in sentences. */
export function briefingRoutes({ reports }: { reports: Reports }): Router {
  const app = newRouter();
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/briefing',
      summary: 'A written summary of a board: what moved, why, what is off target, what is unusual',
      request: { body: json(briefingInput) },
      responses: { 200: answer(briefingOutput, 'The briefing') },
    }),
    async (c) => {
      const { slice = null, ...of } = c.req.valid('json');
      const reader = { principal: principalOf(c), language: languageOf(c) };
      return c.json(await reports.briefing({ ...of, slice }, reader), 200);
    },
  );
  return app;
}
