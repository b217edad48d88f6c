import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { type ImportedTable, tableOutput } from '../../../contract/tables.ts';
import { sampleOutput } from '../../../contract/workspace.ts';
import type { Hub } from '../../hub/index.ts';
import { answer } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import { newRouter, principalOf, type Router, role } from '../router.ts';

const samplePath = '/api/v1/sample';
const tablesPath = '/api/v1/tables';

/** The sample data and the tables made from files that map to no canonical entity. */
export function dataRoutes({ hub, access, sample }: ApiDoors): Router {
  const app = newRouter();

  app.openapi(
    createRoute({
      method: 'get',
      path: samplePath,
      summary: 'State, origin and licence of the sample data',
      responses: { 200: answer(sampleOutput, 'Sample') },
    }),
    (c) => c.json(sample.state(), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: samplePath,
      summary: 'Import the sample data',
      middleware: [role('admin')],
      responses: { 202: answer(sampleOutput, 'Accepted') },
    }),
    async (c) => {
      const state = await sample.add();
      await access.audit.record({ actor: principalOf(c).actor, action: 'sample added' });
      return c.json(state, 202);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: samplePath,
      summary: 'Remove the sample data and nothing else',
      middleware: [role('admin')],
      responses: { 200: answer(sampleOutput, 'Sample') },
    }),
    async (c) => {
      const state = await sample.remove();
      await access.audit.record({ actor: principalOf(c).actor, action: 'sample removed' });
      return c.json(state, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: tablesPath,
      summary: 'Tables made from files',
      responses: { 200: answer(z.array(tableOutput), 'Tables') },
    }),
    (c) => c.json(tablesOf(hub), 200),
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${tablesPath}/{name}`,
      summary: 'Delete a table made from files',
      middleware: [role('admin')],
      request: { params: z.object({ name: z.string().max(80) }) },
      responses: { 204: { description: 'Deleted' } },
    }),
    async (c) => {
      const { name } = c.req.valid('param');
      await hub.deleteImportedTable(name);
      await access.audit.record({ actor: principalOf(c).actor, action: 'table deleted', target: name });
      return c.body(null, 204);
    },
  );

  return app;
}

const storedColumns = tableOutput.shape.columns;

function tablesOf(hub: Hub): ImportedTable[] {
  const counts = hub.counts();
  return hub.metadata.all('SELECT name, columns, created_at FROM imported_tables ORDER BY name').map((row) => ({
    name: String(row.name),
    columns: storedColumns.parse(JSON.parse(String(row.columns))),
    rowCount: counts[`table:${row.name}`] ?? 0,
    createdAt: new Date(Number(row.created_at)).toISOString(),
  }));
}
