import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { personsOutput } from '../../../contract/analytics.ts';
import {
  csatInput,
  csatPersonsInput,
  csatResponsesInput,
  feedbackOutput,
  feedbackResponse,
  feedbackResponsesOutput,
  followUpInput,
  npsInput,
  npsPersonsInput,
  npsResponsesInput,
} from '../../../contract/feedback.ts';
import { answer, json } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import { newRouter, principalOf, type Router, role } from '../router.ts';

const path = '/api/v1/analytics';

/** NPS, CSAT and CES, the answers behind each figure, and what was done about them. */
export function feedbackRoutes({ feedback, access }: Pick<ApiDoors, 'feedback' | 'access'>): Router {
  const app = newRouter();
  const route = <I extends z.ZodType, O extends z.ZodType>(name: string, summary: string, input: I, output: O) =>
    createRoute({
      method: 'post',
      path: path + name,
      summary,
      request: { body: json(input) },
      responses: { 200: answer(output, summary) },
    });

  app.openapi(route('/nps', 'Net Promoter Score', npsInput, feedbackOutput), async (c) =>
    c.json(await feedback.figures(c.req.valid('json')), 200),
  );
  app.openapi(route('/csat', 'Customer satisfaction, or effort', csatInput, feedbackOutput), async (c) =>
    c.json(await feedback.figures(c.req.valid('json')), 200),
  );
  app.openapi(route('/nps/persons', 'People of a cell of NPS', npsPersonsInput, personsOutput), async (c) =>
    c.json(await feedback.persons(c.req.valid('json')), 200),
  );
  app.openapi(route('/csat/persons', 'People of a cell of CSAT or CES', csatPersonsInput, personsOutput), async (c) =>
    c.json(await feedback.persons(c.req.valid('json')), 200),
  );
  app.openapi(
    route('/nps/responses', 'Answers of a cell of NPS, newest first', npsResponsesInput, feedbackResponsesOutput),
    async (c) => c.json(await feedback.responses(c.req.valid('json')), 200),
  );
  app.openapi(
    route(
      '/csat/responses',
      'Answers of a cell of CSAT or CES, newest first',
      csatResponsesInput,
      feedbackResponsesOutput,
    ),
    async (c) => c.json(await feedback.responses(c.req.valid('json')), 200),
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/v1/survey-responses/{id}/follow-up',
      summary: 'Write down what was done about an answer',
      middleware: [role('analyst')],
      request: {
        params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
        body: json(followUpInput),
      },
      responses: { 200: answer(feedbackResponse.shape.followUp.unwrap(), 'The follow-up') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const input = c.req.valid('json');
      const { actor } = principalOf(c);
      const followUp = await feedback.followUp(id, input, actor);
      await access.audit.record({
        ...{ actor, action: 'answer followed up', target: String(id) },
        details: { status: input.status },
      });
      return c.json(followUp, 200);
    },
  );

  return app;
}
