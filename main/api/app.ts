import { getRequestListener } from '@hono/node-server';
import type { Principal } from '../access/index.ts';
import type { ApiDoors } from './doors.ts';
import type { Answer } from './http/front.ts';
import { noteListedPeople } from './listed-people.ts';
import { type ApiEnv, answerErrors, newRouter, type Router } from './router.ts';
import { alertRoutes } from './routes/alerts.ts';
import { auditRoutes } from './routes/audit.ts';
import { behaviourRoutes } from './routes/behaviour.ts';
import { boardReaderRoutes } from './routes/board-readers.ts';
import { boardRoutes } from './routes/boards.ts';
import { briefingRoutes } from './routes/briefing.ts';
import { changeRoutes } from './routes/changes.ts';
import { connectionRoutes } from './routes/connections.ts';
import { customerValueRoutes } from './routes/customer-value.ts';
import { customerRoutes } from './routes/customers.ts';
import { dataRoutes } from './routes/data.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { eventCatalogueRoutes } from './routes/event-catalogue.ts';
import { exportRoutes } from './routes/exports.ts';
import { feedbackRoutes } from './routes/feedback.ts';
import { importRoutes } from './routes/imports.ts';
import { ingestRoutes } from './routes/ingest.ts';
import { modelRoutes } from './routes/model.ts';
import { pivotRoutes } from './routes/pivot.ts';
import { profileRoutes } from './routes/profiles.ts';
import { reconciliationRoutes } from './routes/reconciliation.ts';
import { savedReportRoutes } from './routes/saved-reports.ts';
import { segmentRoutes } from './routes/segments.ts';
import { sessionRoutes } from './routes/session.ts';
import { stageRoutes } from './routes/stages.ts';
import { systemRoutes } from './routes/system.ts';

/** All routes below `/api`, with their description at `/api/v1/openapi.json`. */
export function createApi(doors: ApiDoors): Router {
  const app = newRouter();
  answerErrors(app, doors.logger);
  app.use('/api/v1/analytics/*', noteListedPeople(doors.access));
  const currency = () => doors.hub.workspace().currency;
  for (const routes of [
    systemRoutes(doors),
    sessionRoutes(doors.access),
    auditRoutes(doors),
    importRoutes(doors),
    ingestRoutes(doors),
    dataRoutes(doors),
    connectionRoutes(doors),
    boardRoutes(doors),
    boardReaderRoutes(doors),
    pivotRoutes(doors),
    modelRoutes(doors),
    savedReportRoutes(doors),
    exportRoutes(doors),
    deliveryRoutes(doors),
    alertRoutes(doors),
    briefingRoutes(doors),
    reconciliationRoutes({ replica: doors.replica, currency }),
    changeRoutes(doors.feed),
    behaviourRoutes(doors.behaviour),
    eventCatalogueRoutes(doors.eventCatalogue),
    customerValueRoutes(doors.customerValue),
    feedbackRoutes(doors),
    stageRoutes(doors.stages),
    segmentRoutes(doors),
    profileRoutes(doors),
    customerRoutes(doors),
  ]) {
    app.route('/', routes);
  }
  app.get('/api/v1/openapi.json', (c) => c.json(describeApi(app, doors.version)));
  return app;
}

/** The whole API as OpenAPI 3.1. */
export function describeApi(app: Router, version: string) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Luopan',
      version,
      description: 'Customer data, boards and analytics. Cube answers at /cubejs-api.',
    },
    security: [{ token: [] }],
  });
}

/** The same as a listener for Node's server; the front has checked who is asking. */
export function apiListener(app: Router): Answer {
  const principals = new WeakMap<object, Principal>();
  const listener = getRequestListener(
    (request, env) => {
      const bindings = env as ApiEnv['Bindings'];
      return app.fetch(request, { ...bindings, principal: principals.get(bindings.incoming) ?? null });
    },
    { overrideGlobalObjects: false },
  );
  return (request, response, principal) => {
    if (principal !== null) principals.set(request, principal);
    return listener(request, response);
  };
}
