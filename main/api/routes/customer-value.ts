import { createRoute } from '@hono/zod-openapi';
import type { z } from 'zod';
import { personsOutput } from '../../../contract/analytics.ts';
import {
  atRiskInput,
  atRiskOutput,
  atRiskPersonsInput,
  churnInput,
  churnModelInput,
  churnModelOutput,
  churnOutput,
  churnPersonsInput,
  clvInput,
  clvOutput,
  clvPersonsInput,
  clvPersonsOutput,
  rfmInput,
  rfmOutput,
  rfmPersonsInput,
  rfmPersonsOutput,
  survivalInput,
  survivalOutput,
  survivalPersonsInput,
} from '../../../contract/customer-value.ts';
import {
  clvFitInput,
  clvFitOutput,
  sbgInput,
  sbgOutput,
  survivalFitInput,
  survivalFitOutput,
} from '../../../contract/model-fits.ts';
import type { Asking, CustomerValue } from '../../analytics/index.ts';
import { answer, json } from '../answers.ts';
import { type ApiContext, languageOf, newRouter, parseInput, type Router } from '../router.ts';

const path = '/api/v1/analytics';

/** CLV, survival and RFM. Long bodies go to the thread unread, and its JSON comes back as bytes. */
export function customerValueRoutes(value: CustomerValue): Router {
  const app = newRouter();
  addFits(app, value);
  addValue(app, value);
  addRfm(app, value);
  addLifetimes(app, value);
  return app;
}

/** Models applied to what the request brings: anyone can check them against published tables. */
function addFits(app: Router, value: CustomerValue): void {
  describe(app, '/clv/fit', 'Fit BG/NBD or Pareto/NBD to given histories', clvFitInput, clvFitOutput);
  app.post(`${path}/clv/fit`, async (c) => sendJson(c, await value.fitClv(await bodyOf(c), askingOf(c))));

  describe(app, '/survival/fit', 'Kaplan–Meier of given lifetimes', survivalFitInput, survivalFitOutput);
  app.post(`${path}/survival/fit`, async (c) => sendJson(c, await value.fitSurvival(await bodyOf(c), askingOf(c))));

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/clv/sbg`,
      summary: 'Fit the shifted-beta-geometric model to survivors of a contractual business',
      request: { body: json(sbgInput) },
      responses: { 200: answer(sbgOutput, 'Parameters and curves') },
    }),
    (c) => c.json(value.fitSbg(c.req.valid('json'), askingOf(c)), 200),
  );
}

/** A route under /analytics as OpenAPI knows it. */
function route<I extends z.ZodType, O extends z.ZodType>(name: string, summary: string, input: I, output: O) {
  return createRoute({
    method: 'post',
    path: path + name,
    summary,
    request: { body: json(input) },
    responses: { 200: answer(output, summary) },
  });
}

function addValue(app: Router, value: CustomerValue): void {
  app.openapi(route('/clv', 'Value of the customers of the workspace', clvInput, clvOutput), async (c) =>
    c.json(await value.clv(c.req.valid('json'), askingOf(c)), 200),
  );
  app.openapi(route('/clv/persons', 'Customers of one decile', clvPersonsInput, clvPersonsOutput), async (c) =>
    c.json(await value.clvPersons(c.req.valid('json'), askingOf(c)), 200),
  );
}

function addRfm(app: Router, value: CustomerValue): void {
  app.openapi(route('/rfm', 'Recency, frequency and monetary scores', rfmInput, rfmOutput), async (c) =>
    c.json(await value.rfm(c.req.valid('json'), askingOf(c)), 200),
  );
  app.openapi(route('/rfm/persons', 'Customers of one cell', rfmPersonsInput, rfmPersonsOutput), async (c) =>
    c.json(await value.rfmPersons(c.req.valid('json'), askingOf(c)), 200),
  );
}

function addLifetimes(app: Router, value: CustomerValue): void {
  app.openapi(route('/churn', 'Customer and revenue churn by month', churnInput, churnOutput), async (c) =>
    c.json(await value.churn(c.req.valid('json'), askingOf(c)), 200),
  );
  app.openapi(
    route('/churn/model', 'Model of who leaves: how well it judges, and by what', churnModelInput, churnModelOutput),
    async (c) => c.json(await value.churnModel(c.req.valid('json'), askingOf(c)), 200),
  );
  app.openapi(
    route('/churn/at-risk', 'Customers by the probability that they leave, with reasons', atRiskInput, atRiskOutput),
    async (c) => c.json(await value.atRisk(c.req.valid('json'), askingOf(c)), 200),
  );
  app.openapi(
    route('/churn/at-risk/persons', 'Customers of a band of that probability', atRiskPersonsInput, personsOutput),
    async (c) => c.json(await value.atRiskPersons(c.req.valid('json')), 200),
  );
  app.openapi(
    route('/churn/persons', 'Customers of a month of the churn table', churnPersonsInput, personsOutput),
    async (c) => c.json(await value.churnPersons(c.req.valid('json')), 200),
  );
  app.openapi(
    route('/survival/persons', 'Customers of a stretch of a survival curve', survivalPersonsInput, personsOutput),
    async (c) => c.json(await value.survivalPersons(c.req.valid('json')), 200),
  );
  describe(app, '/survival', 'Survival of customers by their orders', survivalInput, survivalOutput);
  app.post(`${path}/survival`, async (c) => {
    const input = parseInput(survivalInput, await bodyJson(c), languageOf(c));
    return sendJson(c, await value.survival(input, askingOf(c)));
  });
}

/** Describes a route whose body is checked on another thread. */
function describe(app: Router, name: string, summary: string, input: z.ZodType, output: z.ZodType): void {
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: path + name,
    summary,
    request: { body: json(input) },
    responses: { 200: answer(output, summary) },
  });
}

/** A small body; what is no JSON fails the check that follows. */
function bodyJson(c: ApiContext): Promise<unknown> {
  return c.req.json().catch(() => undefined);
}

async function bodyOf(c: ApiContext): Promise<Uint8Array> {
  return new Uint8Array(await c.req.arrayBuffer());
}

function askingOf(c: ApiContext): Asking {
  return { language: languageOf(c), signal: c.req.raw.signal };
}

function sendJson(c: ApiContext, bytes: Uint8Array<ArrayBuffer>): Response {
  return c.body(bytes, 200, { 'content-type': 'application/json; charset=utf-8' });
}
