import { AppError } from '../../contract/errors.ts';
import { isObject, type JsonObject } from './traits.ts';

/** Most records in one post, and fields in one record. */
const maxRecords = 1000;
const maxFields = 500;

/**
 * What a form or a program posts: a JSON object, a list of them, or form fields (URL-encoded or multipart). A field
 * given several times becomes a list. Files in a form are not taken.
 *
 * @throws ingest/bad-json
 */
export async function readForm(body: string, contentType: string): Promise<JsonObject[]> {
  const records = await recordsOf(body, contentType);
  if (records.length === 0 || records.length > maxRecords) throw new AppError('ingest/bad-json');
  for (const record of records) {
    if (Object.keys(record).length === 0 || Object.keys(record).length > maxFields)
      throw new AppError('ingest/bad-json');
  }
  return records;
}

async function recordsOf(body: string, contentType: string): Promise<JsonObject[]> {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return [fromPairs(new URLSearchParams(body))];
  if (/^multipart\/form-data/i.test(contentType)) {
    try {
      const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
      return [fromPairs(form)];
    } catch (cause) {
      throw new AppError('ingest/bad-json', { cause });
    }
  }
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    throw new AppError('ingest/bad-json', { cause });
  }
  const records = Array.isArray(json) ? json : [json];
  if (!records.every(isObject)) throw new AppError('ingest/bad-json');
  return records;
}

function fromPairs(pairs: Iterable<[string, unknown]>): JsonObject {
  const fields = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    if (typeof value === 'string') fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
