import { createRoute } from '@hono/zod-openapi';
import { personsOutput } from '../../../contract/analytics.ts';
import { stagesInput, stagesOutput, stagesPersonsInput } from '../../../contract/stages.ts';
import type { Stages } from '../../analytics/index.ts';
import { answer, json } from '../answers.ts';
import { languageOf, newRouter, type Router } from '../router.ts';

const path = '/api/v1/analytics/stages';

/** The stage funnel of opportunities and of customers. */
export function stageRoutes(stages: Stages): Router {
  const app = newRouter();

  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'How far opportunities or customers come through their stages, and why they are lost',
      request: { body: json(stagesInput) },
      responses: { 200: answer(stagesOutput, 'Stages') },
    }),
    async (c) => c.json(await stages.figures(c.req.valid('json'), languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/persons`,
      summary: 'Customers of a cell of the stage funnel',
      request: { body: json(stagesPersonsInput) },
      responses: { 200: answer(personsOutput, 'People of the cell') },
    }),
    async (c) => c.json(await stages.persons(c.req.valid('json')), 200),
  );

  return app;
}
