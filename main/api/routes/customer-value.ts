import { createRoute } from '@hono/zod-openapi';
import type { z } from 'zod';
import {
  clvFitInput,
  clvFitOutput,
  sbgInput,
  sbgOutput,
  survivalFitInput,
  survivalFitOutput,
} from '../../../contract/customer-value.ts';
import type { Asking, CustomerValue } from '../../analytics/index.ts';
import { answer, json } from '../answers.ts';
import { type ApiContext, languageOf, newRouter, type Router } from '../router.ts';

const path = '/api/v1/analytics';

/** CLV, survival and RFM. Long bodies go to the thread unread, and its JSON comes back as bytes. */
export function customerValueRoutes(value: CustomerValue): Router {
  const app = newRouter();
  addFits(app, value);
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

async function bodyOf(c: ApiContext): Promise<Uint8Array> {
  return new Uint8Array(await c.req.arrayBuffer());
}

export function askingOf(c: ApiContext): Asking {
  return { language: languageOf(c), signal: c.req.raw.signal };
}

export function sendJson(c: ApiContext, bytes: Uint8Array<ArrayBuffer>): Response {
  return c.body(bytes, 200, { 'content-type': 'application/json; charset=utf-8' });
}
