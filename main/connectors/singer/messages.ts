import { z } from 'zod';
import type { SourceField, SourceFieldType } from '../../../contract/connections.ts';

/** A line of a tap's output, as far as it is one. https://hub.meltano.com/singer/spec */
export type TapMessage =
  | { type: 'RECORD'; stream: string; record: Record<string, unknown> }
  | { type: 'SCHEMA'; stream: string; schema: JsonSchema; key_properties: string[]; bookmark_properties: string[] }
  | { type: 'STATE'; value: unknown }
  | { type: 'other' };

export interface JsonSchema {
  type?: string | string[] | undefined;
  format?: string | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  anyOf?: JsonSchema[] | undefined;
}

const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    anyOf: z.array(jsonSchema).optional(),
  }),
) as z.ZodType<JsonSchema>;

const schemaMessage = z.looseObject({
  type: z.literal('SCHEMA'),
  stream: z.string(),
  schema: jsonSchema,
  key_properties: z.array(z.string()).default([]),
  bookmark_properties: z.array(z.string()).nullish(),
});
const recordMessage = z.looseObject({
  type: z.literal('RECORD'),
  stream: z.string(),
  record: z.record(z.string(), z.unknown()),
});

/** Null: the line is no message at all. */
export function parseMessage(line: string): TapMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (value.type === 'RECORD') return recordMessage.safeParse(value).data ?? null;
  if (value.type === 'STATE') return { type: 'STATE', value: 'value' in value ? value.value : null };
  if (value.type === 'SCHEMA') {
    const found = schemaMessage.safeParse(value).data;
    return found ? { ...found, bookmark_properties: found.bookmark_properties ?? [] } : null;
  }
  return typeof value.type === 'string' ? { type: 'other' } : null;
}

export function fieldsOf(schema: JsonSchema): SourceField[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({ name, type: typeOf(property) }));
}

function typeOf(schema: JsonSchema): SourceFieldType {
  const parts = schema.anyOf ? schema.anyOf : [schema];
  for (const { type, format } of parts) {
    const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null' && one !== undefined);
    if (types.length !== 1) continue;
    if (format === 'date-time') return 'instant';
    if (format === 'date') return 'date';
    if (types[0] === 'integer') return 'integer';
    if (types[0] === 'number') return 'decimal';
    if (types[0] === 'boolean') return 'boolean';
    if (types[0] === 'string') return 'text';
  }
  return 'unknown';
}

const catalogSchema = z.looseObject({
  streams: z.array(
    z.looseObject({
      tap_stream_id: z.string().optional(),
      stream: z.string().optional(),
      schema: jsonSchema,
      key_properties: z.array(z.string()).nullish(),
      replication_key: z.string().nullish(),
      metadata: z
        .array(z.looseObject({ breadcrumb: z.array(z.string()), metadata: z.record(z.string(), z.unknown()) }))
        .nullish(),
    }),
  ),
});
export type Catalog = z.infer<typeof catalogSchema>;

/** Null: that is no catalog. */
export function parseCatalog(text: string): Catalog | null {
  try {
    return catalogSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The catalog with one stream chosen, in both spellings taps understand. */
export function selected(catalog: Catalog, stream: string): Catalog {
  return {
    ...catalog,
    streams: catalog.streams.map((entry) => {
      const isChosen = (entry.tap_stream_id ?? entry.stream) === stream;
      const others = (entry.metadata ?? []).filter(({ breadcrumb }) => breadcrumb.length > 0);
      const own = entry.metadata?.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata ?? {};
      return {
        ...entry,
        schema: { ...entry.schema, selected: isChosen },
        metadata: [...others, { breadcrumb: [], metadata: { ...own, selected: isChosen } }],
      };
    }),
  };
}
