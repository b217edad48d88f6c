import { createRoute } from '@hono/zod-openapi';
import {
  activityInput,
  funnelInput,
  funnelOutput,
  funnelPersonsInput,
  lifecycleOutput,
  lifecyclePersonsInput,
  pathsInput,
  pathsOutput,
  pathsPersonsInput,
  personsOutput,
  retentionInput,
  retentionOutput,
  retentionPersonsInput,
  stickinessOutput,
  stickinessPersonsInput,
} from '../../../contract/analytics.ts';
import { journeyInput, journeyOutput, journeyPersonsInput } from '../../../contract/stages.ts';
import type { Behaviour } from '../../analytics/index.ts';
import { answer, json } from '../answers.ts';
import { languageOf, newRouter, type Router } from '../router.ts';

const path = '/api/v1/analytics';

/** Funnel, retention, lifecycle, stickiness and paths, each with the people of a cell. */
export function behaviourRoutes(behaviour: Behaviour): Router {
  const app = newRouter();
  addFigures(app, behaviour);
  addPersons(app, behaviour);
  addJourney(app, behaviour);
  return app;
}

function addFigures(app: Router, behaviour: Behaviour): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/funnel`,
      summary: 'How far people come through a sequence of events',
      request: { body: json(funnelInput) },
      responses: { 200: answer(funnelOutput, 'Funnel') },
    }),
    async (c) => c.json(await behaviour.funnel(c.req.valid('json'), languageOf(c), c.req.raw.signal), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/retention`,
      summary: 'Who comes back, by cohort and interval',
      request: { body: json(retentionInput) },
      responses: { 200: answer(retentionOutput, 'Cohorts') },
    }),
    async (c) => c.json(await behaviour.retention(c.req.valid('json'), c.req.raw.signal), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/lifecycle`,
      summary: 'New, returning, resurrecting and dormant people by interval',
      request: { body: json(activityInput) },
      responses: { 200: answer(lifecycleOutput, 'Lifecycle') },
    }),
    async (c) => c.json(await behaviour.lifecycle(c.req.valid('json'), c.req.raw.signal), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/stickiness`,
      summary: 'People by the number of intervals they were active in',
      request: { body: json(activityInput) },
      responses: { 200: answer(stickinessOutput, 'Stickiness') },
    }),
    async (c) => c.json(await behaviour.stickiness(c.req.valid('json'), c.req.raw.signal), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/paths`,
      summary: 'Which way sessions go from event to event',
      request: { body: json(pathsInput) },
      responses: { 200: answer(pathsOutput, 'Paths') },
    }),
    async (c) => c.json(await behaviour.paths(c.req.valid('json'), c.req.raw.signal), 200),
  );
}

function addJourney(app: Router, behaviour: Behaviour): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/journey`,
      summary: 'The average way through touchpoints, with time and drop-off between them',
      request: { body: json(journeyInput) },
      responses: { 200: answer(journeyOutput, 'Journey') },
    }),
    async (c) => c.json(await behaviour.journey(c.req.valid('json'), languageOf(c), c.req.raw.signal), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/journey/persons`,
      summary: 'People of a cell of the journey map',
      request: { body: json(journeyPersonsInput) },
      responses: people,
    }),
    async (c) => c.json(await behaviour.journeyPersons(c.req.valid('json')), 200),
  );
}

const people = { 200: answer(personsOutput, 'People of the cell') };

function addPersons(app: Router, behaviour: Behaviour): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/funnel/persons`,
      summary: 'People of a cell of a funnel',
      request: { body: json(funnelPersonsInput) },
      responses: people,
    }),
    async (c) => c.json(await behaviour.funnelPersons(c.req.valid('json')), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/retention/persons`,
      summary: 'People of a cell of a retention table',
      request: { body: json(retentionPersonsInput) },
      responses: people,
    }),
    async (c) => c.json(await behaviour.retentionPersons(c.req.valid('json')), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/lifecycle/persons`,
      summary: 'People of a cell of a lifecycle',
      request: { body: json(lifecyclePersonsInput) },
      responses: people,
    }),
    async (c) => c.json(await behaviour.lifecyclePersons(c.req.valid('json')), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/stickiness/persons`,
      summary: 'People with a number of active intervals',
      request: { body: json(stickinessPersonsInput) },
      responses: people,
    }),
    async (c) => c.json(await behaviour.stickinessPersons(c.req.valid('json')), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/paths/persons`,
      summary: 'People with a session that takes an edge',
      request: { body: json(pathsPersonsInput) },
      responses: people,
    }),
    async (c) => c.json(await behaviour.pathsPersons(c.req.valid('json')), 200),
  );
}
