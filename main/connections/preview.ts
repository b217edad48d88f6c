import { createHash } from 'node:crypto';
import type { SourceField, StreamPreview, StreamPreviewInput } from '../../contract/connections.ts';
import { minorDigits } from '../../contract/currency.ts';
import { errorSentence } from '../../contract/error-words.ts';
import { AppError } from '../../contract/errors.ts';
import type { Mapping, RejectCode } from '../../contract/imports.ts';
import type { Language } from '../../contract/language.ts';
import { rejectSentence } from '../../contract/reject-words.ts';
import type { Workspace } from '../../contract/workspace.ts';
import {
  type CompiledMapping,
  compileMapping,
  type FieldReject,
  type FieldValue,
  type FileFormat,
  guessMapping,
  knownFormat,
} from '../connectors/files/index.ts';
import type { SampleResult } from './thread-messages.ts';

export const previewRows = 50;

/** Rows of a stream with what the mapping makes of them. */
export function buildPreview(
  sample: SampleResult,
  input: StreamPreviewInput['stream'],
  options: {
    workspace: Workspace;
    language: Language;
    saved: { entity: string; mapping: Mapping } | null;
    shape: { primaryKey: string[]; cursorFields: string[]; fields: SourceField[] } | null;
  },
): StreamPreview {
  const { workspace, language, saved, shape } = options;
  const format = formatOf(sample, shape?.fields ?? []);
  const guess = guessMapping(format, sample.rows, input.name.split('.').at(-1) ?? input.name);
  const guesses = [guess, ...guess.alternatives].map(({ entity, mapping, missing }) => ({ entity, mapping, missing }));
  const own = guesses.find(({ entity }) => entity === input.entity);
  const chosen =
    input.mapping && input.entity
      ? { entity: input.entity, mapping: input.mapping, isSaved: false }
      : input.entity
        ? { entity: input.entity, mapping: own?.mapping ?? allColumns(format), isSaved: false }
        : saved
          ? { ...saved, isSaved: true }
          : { entity: guess.entity, mapping: guess.mapping, isSaved: false };
  const answer: StreamPreview = {
    fields: format.profiles.map(({ name, type }) => ({ name, type })),
    rows: sample.rows,
    ...{ entity: chosen.entity, mapping: chosen.mapping, isSaved: chosen.isSaved, missing: [] },
    ...{ primaryKey: shape?.primaryKey ?? [], cursorFields: shape?.cursorFields ?? [] },
    ...{ targets: [], mapped: [], rejects: [], alternatives: guesses, problem: null },
  };
  // Without columns no mapping can be wrong yet.
  if (format.columns.length === 0) return answer;
  try {
    const compiled = compileMapping(chosen.entity, chosen.mapping, format, {
      ...{ timezone: input.timezone ?? workspace.timezone, currency: input.currency ?? workspace.currency },
      options: { ...(input.currency ? { currency: input.currency } : {}) },
    });
    return { ...answer, ...convertRows(compiled, sample.rows, language) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const missing = error.code === 'import/mapping-incomplete' ? String(error.params.fields ?? '').split(', ') : [];
    const message = errorSentence(error.code, error.params, language);
    return { ...answer, missing, problem: { code: error.code, message } };
  }
}

const allColumns = (format: FileFormat): Mapping =>
  Object.fromEntries(format.columns.map((column) => [column, { column }]));

/** What the source knows of its columns goes before what 50 values look like; of a stream without rows it is all there is. */
function formatOf({ format, rows }: SampleResult, fields: readonly SourceField[]): FileFormat {
  if (rows.length === 0 && format.columns.length === 0) return knownFormat(fields, [], { sizeBytes: 1, rowCount: 0 });
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  const profiles = format.profiles.map((profile) => {
    const type = types.get(profile.name);
    return type === undefined || type === 'unknown' ? profile : { ...profile, type };
  });
  return { ...format, profiles };
}

function convertRows(compiled: CompiledMapping, rows: readonly string[][], language: Language) {
  const currencyAt = compiled.fields.indexOf('currency');
  const rejects: StreamPreview['rejects'] = [];
  const mapped = rows.map((row, index) => {
    const converted = compiled.convert([...row]);
    if (converted.values === null) {
      rejects.push(...converted.rejects.map((reject) => worded(reject, index + 1, language)));
      return null;
    }
    const { values } = converted;
    const currency = currencyAt < 0 ? null : values[currencyAt];
    return compiled.fields.map((_, at) => shown(values[at] ?? null, compiled.types[at], String(currency ?? '')));
  });
  return { targets: compiled.fields, mapped, rejects };
}

function worded({ field, value, code, params }: FieldReject, rowNumber: number, language: Language) {
  return { rowNumber, field, value, code, message: rejectSentence(code as RejectCode, params, language) };
}

/** A stored value as a reader takes it. */
function shown(value: FieldValue, type: CompiledMapping['types'][number] | undefined, currency: string): FieldValue {
  if (typeof value !== 'number') return value;
  switch (type) {
    case 'money':
      return value / 10 ** minorDigits(currency);
    case 'money-micro':
      return value / 1_000_000;
    case 'quantity':
      return value / 1_000;
    case 'instant':
      return new Date(value).toISOString().replace('.000Z', 'Z');
    default:
      return value;
  }
}

/** Samples of the last minute, so that a mapping can be tried without asking the source each time. */
export class SampleCache {
  readonly #entries = new Map<string, { at: number; sample: Promise<SampleResult> }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: unknown, load: () => Promise<SampleResult>): Promise<SampleResult> {
    const now = this.#now();
    for (const [name, { at }] of this.#entries) if (now - at > 120_000) this.#entries.delete(name);
    const name = createHash('sha256').update(JSON.stringify(key)).digest('hex');
    const known = this.#entries.get(name);
    if (known) return known.sample;
    const sample = load();
    if (this.#entries.size >= 20) this.#entries.clear();
    this.#entries.set(name, { at: now, sample });
    sample.catch(() => this.#entries.delete(name));
    return sample;
  }
}
