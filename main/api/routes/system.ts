import { createRoute } from '@hono/zod-openapi';
import { canonicalEntities, entityFields } from '../../../contract/entities.ts';
import { entityLabels } from '../../../contract/entity-labels.ts';
import { entityCatalogOutput } from '../../../contract/imports.ts';
import { type Status, statusOutput, workspaceInput, workspaceOutput } from '../../../contract/workspace.ts';
import type { Hub } from '../../hub/index.ts';
import { answer, json } from '../answers.ts';
import { DataRange } from '../data-range.ts';
import { DiskUse } from '../disk.ts';
import type { ApiDoors } from '../doors.ts';
import { newRouter, principalOf, type Router, role } from '../router.ts';

const workspacePath = '/api/v1/workspace';

/** The state of the whole, its settings, and what a file can become. */
export function systemRoutes(doors: ApiDoors): Router {
  const app = newRouter();
  const { hub, access } = doors;
  const disk = new DiskUse(doors.dataDir, doors.clock);
  const range = new DataRange(doors.replica);

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/status',
      summary: 'Counts, newest data, replica, sample, jobs, disk',
      responses: { 200: answer(statusOutput, 'Status') },
    }),
    async (c) => c.json(await statusOf(doors, range, disk), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: workspacePath,
      summary: 'Settings of the workspace',
      responses: { 200: answer(workspaceOutput, 'Settings') },
    }),
    (c) => c.json(hub.workspace(), 200),
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: workspacePath,
      summary: 'Change settings of the workspace',
      middleware: [role('admin')],
      request: { body: json(workspaceInput) },
      responses: { 200: answer(workspaceOutput, 'Settings') },
    }),
    async (c) => {
      const change = c.req.valid('json');
      const workspace = await hub.updateWorkspace(change);
      doors.feed.publish('workspace', workspace);
      const details = { fields: Object.keys(change).join(' ') };
      await access.audit.record({ actor: principalOf(c).actor, action: 'workspace changed', details });
      return c.json(workspace, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/entities',
      summary: 'What rows of a file can become, with their target fields',
      responses: { 200: answer(entityCatalogOutput, 'Entities') },
    }),
    (c) => {
      const catalog = canonicalEntities.map((entity) => ({
        entity,
        label: entityLabels[entity],
        fields: entityFields[entity].map(({ headers: _, ...field }) => field),
      }));
      return c.json(catalog, 200);
    },
  );

  return app;
}

async function statusOf(doors: ApiDoors, range: DataRange, disk: DiskUse): Promise<Status> {
  const { hub, sample } = doors;
  const [ranges, use] = await Promise.all([range.read(), disk.measure()]);
  return {
    version: doors.version,
    startedAt: new Date(doors.startedAt).toISOString(),
    workspace: hub.workspace(),
    linkBase: hub.workspace().publicAddress ?? doors.linkBase,
    counts: hub.counts(),
    ...ranges,
    replica: doors.replicaStatus(),
    index: doors.behaviour.indexState(),
    sample: sample.state(),
    jobs: jobsOf(hub),
    disk: use,
  };
}

function jobsOf({ metadata }: Hub): Status['jobs'] {
  const rows = metadata.all(
    "SELECT status, count(*) AS n FROM imports WHERE status IN ('queued', 'running') GROUP BY 1",
  );
  const count = (status: string) => Number(rows.find((row) => row.status === status)?.n ?? 0);
  return { running: count('running'), queued: count('queued') };
}
