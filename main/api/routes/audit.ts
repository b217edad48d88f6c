import { createRoute } from '@hono/zod-openapi';
import { type AuditLine, type AuditQuery, auditActions, auditOutput, auditQuery } from '../../../contract/audit.ts';
import type { Language } from '../../../contract/language.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';
import { answer } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import { languageOf, newRouter, type Router, role } from '../router.ts';

/** Who signed in, looked at personal data, exported and changed what. */
export function auditRoutes({ access, hub }: Pick<ApiDoors, 'access' | 'hub'>): Router {
  const app = newRouter();
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/audit',
      summary: 'Lines of the audit, newest first',
      middleware: [role('admin')],
      request: { query: auditQuery },
      responses: { 200: answer(auditOutput, 'Lines') },
    }),
    (c) => {
      const query = c.req.valid('query');
      const rows = linesOf(hub.metadata, query, languageOf(c));
      const names = new Map(access.operators.list().map(({ id, displayName }) => [id, displayName]));
      const lines = rows.slice(0, query.limit).map((row): AuditLine => {
        const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
        return {
          id: Number(row.id),
          at: new Date(Number(row.at)).toISOString(),
          actor: String(row.actor),
          actorName: names.get(String(row.actor)) ?? null,
          action: String(row.action),
          target: text(row.target),
          targetName: text(row.target_name) ?? names.get(String(row.target)) ?? null,
          details: JSON.parse(String(row.details)) as Record<string, unknown>,
        };
      });
      const next = rows.length > query.limit ? (lines.at(-1)?.id ?? null) : null;
      return c.json({ lines, next }, 200);
    },
  );
  return app;
}

/** One more than wanted, where there is one. Names are of now: who was erased has none here either. */
function linesOf(store: Pick<MetadataStore, 'all'>, { kind, actor, before, limit }: AuditQuery, language: Language) {
  const conditions = ['true'];
  const params: (string | number)[] = [];
  if (kind !== undefined) {
    conditions.push('a.action IN (SELECT value FROM json_each(?))');
    params.push(JSON.stringify(auditActions[kind]));
  }
  if (actor !== undefined) {
    conditions.push('a.actor = ?');
    params.push(actor);
  }
  if (before !== undefined) {
    conditions.push('a.id < ?');
    params.push(before);
  }
  return store.all(
    `SELECT a.*, CASE
       WHEN a.action = 'customer viewed'
         THEN (SELECT coalesce(p.display_name, p.known_as) FROM profiles p WHERE p.id = CAST(a.target AS INTEGER))
       WHEN a.action LIKE 'board%'
         THEN (SELECT json_extract(b.definition, '$.title."' || ? || '"') FROM boards b WHERE b.id = a.target)
       WHEN a.action LIKE 'report%' THEN (SELECT json_extract(r.definition, '$.title') FROM reports r WHERE r.id = a.target)
       WHEN a.action LIKE 'segment%' OR a.action = 'customers listed'
         THEN (SELECT g.name FROM segments g WHERE g.uid = a.target)
       WHEN a.action LIKE 'connection%' OR a.action LIKE 'sync%' OR a.action LIKE 'rejected%'
         THEN (SELECT k.name FROM connections k WHERE k.id = a.target)
       END AS target_name
     FROM audit a WHERE ${conditions.join(' AND ')} ORDER BY a.id DESC LIMIT ?`,
    [language, ...params, limit + 1],
  );
}
