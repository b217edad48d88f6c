import { createRoute } from '@hono/zod-openapi';
import {
  eventNamesOutput,
  propertiesInput,
  propertiesOutput,
  propertyValuesInput,
  propertyValuesOutput,
} from '../../../contract/event-catalogue.ts';
import type { EventCatalogue } from '../../analytics/index.ts';
import { answer, json } from '../answers.ts';
import { newRouter, type Router } from '../router.ts';

const path = '/api/v1/analytics';

/** What analyses can be made of: events, properties and values, with counts. */
export function eventCatalogueRoutes(catalogue: EventCatalogue): Router {
  const app = newRouter();
  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/events`,
      summary: 'Names of events with counts',
      responses: { 200: answer(eventNamesOutput, 'Events') },
    }),
    async (c) => c.json(await catalogue.names(), 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/properties`,
      summary: 'Properties of events or people',
      request: { body: json(propertiesInput) },
      responses: { 200: answer(propertiesOutput, 'Properties') },
    }),
    async (c) => c.json(await catalogue.properties(c.req.valid('json')), 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/property-values`,
      summary: 'Values of a property with counts',
      request: { body: json(propertyValuesInput) },
      responses: { 200: answer(propertyValuesOutput, 'Values') },
    }),
    async (c) => c.json(await catalogue.values(c.req.valid('json')), 200),
  );
  return app;
}
