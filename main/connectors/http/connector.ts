import type { z } from 'zod';
import type { DiscoveredStream } from '../../../contract/connections.ts';
import { secretNames } from '../../../contract/connector-config.ts';
import { type Connector, type ConnectorContext, ConnectorFailure, classifyNetworkError } from '../connector.ts';
import { flatten } from '../files/index.ts';
import { type ApiDescription, type Auth, apiDescriptionInput, parseDescription } from './description.ts';
import { pagesOf } from './pages.ts';
import { incrementalOf, readStream, streamOf } from './read.ts';
import { ApiSession } from './session.ts';
import { authOf, formDescription, type HttpConfig, httpConfig } from './settings.ts';
import type { Terms } from './template.ts';

/** What tells one API from another. */
export interface ApiProduct<Schema extends z.ZodObject>
  extends Pick<Connector<Schema>, 'kind' | 'group' | 'label' | 'summary' | 'config' | 'proof'> {
  describe(config: z.output<Schema>): { description: ApiDescription; auth: Auth };
}

/** A connector for an API by its description. */
export function apiConnector<Schema extends z.ZodObject>(product: ApiProduct<Schema>): Connector<Schema> {
  const { kind, group, label, summary, proof = 'real', config: schema, describe } = product;
  const secrets = new Set(secretNames(schema));
  type Context = ConnectorContext<z.output<Schema>>;

  function open(context: Context): { session: ApiSession; description: ApiDescription } {
    context.signal.throwIfAborted();
    const { description, auth } = describe(context.config);
    const terms: Record<string, string | number | boolean | undefined> = {};
    for (const name of Object.keys(schema.shape)) {
      const value = context.config[name] as Terms[string];
      terms[secrets.has(name) ? `secret.${name}` : name] = value ?? undefined;
    }
    const session = new ApiSession({
      description,
      terms,
      auth: description.auth ?? auth,
      signal: context.signal,
      keepSecret: context.keepSecret,
      onRetry: (reason, waitMs) =>
        context.logger.log('info', 'request is tried again', { reason, waitMs: Math.round(waitMs) }),
    });
    return { session, description };
  }

  return {
    ...{ kind, group, label, summary, proof, config: schema },
    capabilities: { incremental: true, deletes: false, schema: false, queries: false },
    async check(context) {
      const { session, description } = open(context);
      const stream = description.streams.find(({ parent }) => !parent) ?? description.streams[0];
      if (!stream) throw new ConnectorFailure('config', { reason: 'no streams' });
      await firstPage(session, description, stream.name, context);
      return null;
    },
    async discover(context) {
      const { session, description } = open(context);
      const found: DiscoveredStream[] = [];
      for (const stream of description.streams) {
        const incremental = incrementalOf(description, stream);
        const fields = stream.parent ? [] : await fieldsOf(session, description, stream.name, context);
        found.push({
          name: stream.name,
          fields: fields.map((name) => ({ name, type: 'unknown' as const })),
          primaryKey: fields.length === 0 || stream.key.every((name) => fields.includes(name)) ? stream.key : [],
          cursorFields:
            incremental === null || (fields.length > 0 && !fields.includes(incremental.field))
              ? []
              : [incremental.field],
          canDetectDeletes: false,
          estimatedRows: null,
        });
      }
      return found;
    },
    async *read(context, request) {
      const { session, description } = open(context);
      yield* readStream({ session, description, request, signal: context.signal, now: () => context.clock.now() });
    },
    classifyFailure,
  };
}

/** The names in the first records of a stream; none when it is empty or not allowed for. */
async function fieldsOf(
  session: ApiSession,
  description: ApiDescription,
  name: string,
  context: { clock: { now(): number } },
): Promise<string[]> {
  try {
    const page = await firstPage(session, description, name, context);
    return [...new Set(page.slice(0, 200).flatMap((record) => [...flatten(record).keys()]))];
  } catch (error) {
    // One list that is closed to this key must not hide the others.
    if (error instanceof ConnectorFailure && (error.failure === 'permission' || error.failure === 'gone')) return [];
    throw error;
  }
}

async function firstPage(
  session: ApiSession,
  description: ApiDescription,
  name: string,
  { clock }: { clock: { now(): number } },
): Promise<unknown[]> {
  const stream = streamOf(description, name);
  const { spansOf } = await import('./cursor.ts');
  const span = stream.incremental
    ? spansOf(null, stream.incremental, { nowMs: clock.now(), lookbackSeconds: 0 }).at(-1)
    : null;
  const terms = { cursor: span?.cursor, until: span?.until, parent: undefined };
  for await (const page of pagesOf(session, stream, stream.pagination ?? description.pagination, terms)) return page;
  return [];
}

function classifyFailure(error: unknown): ConnectorFailure {
  if (error instanceof ConnectorFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ConnectorFailure(classifyNetworkError(error) ?? 'internal', { reason, cause: error });
}

/** Any JSON API, described by the user. */
export const httpConnector = apiConnector({
  kind: 'http',
  group: 'api',
  label: { 'zh-CN': 'HTTP 接口（JSON）', en: 'HTTP API (JSON)' },
  summary: {
    'zh-CN': '填表或用 YAML 描述任意 JSON 接口：验证、翻页、增量、限速都可设置。',
    en: 'Any JSON API, described in a form or in YAML: sign-in, pages, increments, pace.',
  },
  config: httpConfig,
  describe: (config: HttpConfig) => ({ description: userDescription(config), auth: authOf(config) }),
});

function userDescription(config: HttpConfig): ApiDescription {
  if (config.describedBy === 'yaml') return parseDescription(config.yaml ?? '');
  if (!config.baseUrl) throw new ConnectorFailure('config', { reason: 'the address is missing' });
  return apiDescriptionInput.parse(formDescription(config));
}
