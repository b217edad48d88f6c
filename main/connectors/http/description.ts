import { z } from 'zod';
import { latePackage } from '../../ports/late-package.ts';
import { ConnectorFailure } from '../connector.ts';

const yamlReader = latePackage<typeof import('yaml')>(import.meta.url, 'yaml');

/**
 * An API in words of its own: where it is, how one signs in, what lists it has. Texts may hold `{name}` for a setting,
 * `{secret.name}` for a secret, `{cursor}`, `{until}` and `{parent}`; a parameter whose value is not known is left out.
 * In a body `{#cursor}` is the value as a number.
 */
const text = z.string().max(4000);
const value = z.union([text, z.number(), z.boolean()]);
const path = text.regex(/^[^\s]*$/);

const place = z.strictObject({
  in: z.enum(['header', 'query', 'body']).default('header'),
  name: text,
  prefix: text.default(''),
});

export const authInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  /** A key in a header or a parameter. */
  z.strictObject({
    type: z.literal('key'),
    in: z.enum(['header', 'query']).default('header'),
    name: text,
    value: text,
  }),
  z.strictObject({ type: z.literal('basic'), user: text, password: text }),
  z.strictObject({ type: z.literal('bearer'), token: text }),
  z.strictObject({
    type: z.literal('oauth2_client'),
    token_url: text,
    client_id: text,
    client_secret: text,
    scope: text.default(''),
  }),
  /** `refresh_token` is the name of the secret it is kept under: a new one replaces it. */
  z.strictObject({
    type: z.literal('oauth2_refresh'),
    token_url: text,
    client_id: text,
    client_secret: text,
    refresh_token: text.default('refresh_token'),
  }),
  /** A token that is asked for by a request of the API's own kind. */
  z.strictObject({
    type: z.literal('token'),
    url: text,
    body: z.record(z.string(), value),
    token: path,
    /** Where the answer says how long it holds (s), or until when (UTC ms). */
    expires_in: path.optional(),
    expires_at_ms: path.optional(),
    place,
  }),
]);
export type Auth = z.infer<typeof authInput>;

export const paginationInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({
    type: z.literal('page'),
    parameter: text.default('page'),
    size_parameter: text.default(''),
    size: z.number().int().min(1).max(100_000).default(100),
    start: z.number().int().min(0).default(1),
    in: z.enum(['query', 'body']).default('query'),
    /** A header that tells the number of pages. */
    pages_header: text.default(''),
  }),
  z.strictObject({
    type: z.literal('offset'),
    parameter: text.default('offset'),
    size_parameter: text.default('limit'),
    size: z.number().int().min(1).max(100_000).default(100),
    in: z.enum(['query', 'body']).default('query'),
  }),
  z.strictObject({
    type: z.literal('cursor'),
    parameter: text,
    /** Where the answer has the next cursor, or the field of the last record that is one. */
    next: path.default(''),
    last_record: path.default(''),
    /** Where the answer says whether there is more. */
    has_more: path.default(''),
    size_parameter: text.default(''),
    size: z.number().int().min(1).max(100_000).default(100),
    in: z.enum(['query', 'body']).default('query'),
  }),
  /** `Link: <…>; rel="next"` */
  z.strictObject({
    type: z.literal('link'),
    size_parameter: text.default(''),
    size: z.number().int().min(1).default(100),
  }),
  /** The answer holds the address of the next page. */
  z.strictObject({ type: z.literal('next_url'), next: path }),
]);
export type Pagination = z.infer<typeof paginationInput>;

const timeFormats = ['iso', 'seconds', 'milliseconds', 'local', 'iso_local', 'as_is'] as const;
/** One place, or the first of several where there is something. */
const pathOrPaths = z.union([path, z.array(path).max(5)]);

export const incrementalInput = z.strictObject({
  /** Field of a record, `a.b` for nested ones. */
  field: path,
  format: z.enum(timeFormats).default('iso'),
  /** How the API wants it in a request, where that differs from what records hold. */
  parameter_format: z.enum(timeFormats).optional(),
  /** Zone of `local` times (`2026-03-04 05:06:07`) and of `iso_local` ones (`2026-03-04T05:06:07`). */
  zone: text.default('UTC'),
  /** Where a read without a cursor begins, when the API needs a beginning. */
  initial: text.default(''),
  /** Longest span one request may ask for; the read then goes from `{cursor}` to `{until}`, span by span. */
  window_days: z.number().min(1).max(3660).optional(),
  /**
   * An API that shows no more than so many records of one listing: a span with more of them is halved. Those already read
   * of it come again, so that the stream, and one that hangs on it, needs a key.
   */
  most_records: z.number().int().min(1).optional(),
  /** An API that leaves out the very instant it is asked from: ask from so much earlier. */
  step_back_seconds: z.number().int().min(0).max(86_400).default(0),
  /** Records come in the order of the field, so that the cursor may move with every page. */
  ordered: z.boolean().default(false),
});
export type Incremental = z.infer<typeof incrementalInput>;

export const apiStreamInput = z.strictObject({
  name: z.string().min(1).max(100),
  path: text,
  method: z.enum(['GET', 'POST']).default('GET'),
  query: z.record(z.string(), value).default({}),
  body: z.json().optional(),
  /** Path to the list in the answer; empty: the answer is the list. */
  records: path.default(''),
  /** Path inside each element, where records are wrapped. */
  record: path.default(''),
  key: z.array(path).max(10).default([]),
  /** Amounts told as whole numbers of the smallest unit of the currency that another field names. */
  minor_units: z
    .strictObject({
      fields: z.array(path).min(1).max(100),
      currency: path,
      /** Digits after the mark, where the API counts differently from ISO 4217. */
      digits: z.record(z.string().regex(/^[A-Z]{3}$/), z.number().int().min(0).max(4)).default({}),
    })
    .optional(),
  pagination: paginationInput.optional(),
  incremental: incrementalInput.optional(),
  /** One request per record of another stream; `{parent}` is the value of its field, kept as `as`. */
  parent: z.strictObject({ stream: text, field: path, as: text }).optional(),
});
export type ApiStream = z.infer<typeof apiStreamInput>;

export const apiDescriptionInput = z.strictObject({
  base_url: text,
  auth: authInput.optional(),
  headers: z.record(z.string(), text).default({}),
  pagination: paginationInput.default({ type: 'none' }),
  requests_per_second: z.number().min(0.01).max(1000).default(10),
  timeout_seconds: z.number().min(1).max(600).default(60),
  /** Tries per request, and the pause before the second one; it doubles. */
  tries: z.number().int().min(1).max(20).default(6),
  pause_ms: z.number().int().min(1).max(60_000).default(500),
  /** An API that answers 200 to everything and says inside whether it went well. */
  failure: z
    .strictObject({
      path,
      /** The answer is a failure when the value there is none of these. */
      ok: z.array(value).min(1),
      message: pathOrPaths.default(''),
      code: pathOrPaths.default(''),
      auth_codes: z.array(value).default([]),
      permission_codes: z.array(value).default([]),
      rate_codes: z.array(value).default([]),
      /** What may work a moment later. */
      transient_codes: z.array(value).default([]),
    })
    .optional(),
  streams: z.array(apiStreamInput).min(1).max(200),
});
export type ApiDescription = z.infer<typeof apiDescriptionInput>;

/** @throws config with the place that is wrong */
export function parseDescription(yaml: string): ApiDescription {
  let raw: unknown;
  try {
    raw = yamlReader().parse(yaml, { maxAliasCount: 20 });
  } catch (cause) {
    throw new ConnectorFailure('config', { reason: cause instanceof Error ? cause.message : 'YAML', cause });
  }
  const parsed = apiDescriptionInput.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConnectorFailure('config', { reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
  }
  const names = parsed.data.streams.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConnectorFailure('config', { reason: `streams: ${twice} stands there twice` });
  const isHalved = ({ incremental }: ApiStream) => incremental?.most_records !== undefined;
  const halved = new Set(parsed.data.streams.filter(isHalved).map(({ name }) => name));
  const keyless = parsed.data.streams.find(
    ({ name, key, parent }) => key.length === 0 && (halved.has(name) || (parent && halved.has(parent.stream))),
  );
  if (keyless) {
    const reason = `streams: ${keyless.name} needs a key: with most_records, records may come twice`;
    throw new ConnectorFailure('config', { reason });
  }
  for (const { name, parent } of parsed.data.streams) {
    const wanted = parsed.data.streams.find((stream) => stream.name === parent?.stream);
    if (parent && (!wanted || wanted.parent)) {
      throw new ConnectorFailure('config', { reason: `streams.${name}.parent: no such stream, or itself a child` });
    }
  }
  return parsed.data;
}
