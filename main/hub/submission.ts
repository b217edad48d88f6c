import { AppError } from '../../contract/errors.ts';
import type { ImportOptions, Mapping } from '../../contract/imports.ts';
import type { Workspace } from '../../contract/workspace.ts';
import { compileMapping, detectFormat, type FileFormat, guessImport } from '../connectors/files/index.ts';
import type { Statement } from '../ports/metadata-store.ts';
import { tablePrefix } from './entity-writers.ts';
import type { NewImport, StreamPiece } from './messages.ts';

export interface SubmitInput {
  path: string;
  /** The file is the user's own and is copied; otherwise it is an upload of ours and is moved. */
  keepOriginal?: boolean;
  /** Of a file of ours whose bytes were hashed while they were written. */
  sha256?: string;
  fileName: string;
  entity: string;
  /** Without one, the guess is used when it misses nothing required. */
  mapping?: Mapping;
  options?: ImportOptions;
  isSample?: boolean;
  /** A piece of a stream, written by a sync: nothing about the file is guessed, and rows kept out do not fail it. */
  piece?: StreamPiece;
  /** Chosen beforehand, so that `alongside` can speak of it. */
  id?: string;
  /** Written in the transaction that queues the import. */
  alongside?: readonly Statement[];
}

/** The source of shipped sample data; no import of a user's can be given its name. */
export const sampleSource = 'sample';
const defaultSource = 'files';

/**
 * Makes an order to import of what was asked: fills in the mapping, checks that it fits the file, fixes zone and currency.
 *
 * @param path where the bytes lie now
 * @throws import/* when the file cannot be read or the mapping does not fit it
 */
export async function planImport(
  input: SubmitInput,
  path: string,
  workspace: Workspace,
): Promise<Omit<NewImport, 'id' | 'file'>> {
  const { timezone, currency } = workspace;
  const given = input.options ?? {};
  if (!input.isSample && given.source === sampleSource) {
    throw new AppError('api/invalid-input', { details: [{ path: 'options.source', message: sampleSource }] });
  }
  const guess = input.mapping ? null : await guessFor(input, path);
  const options: ImportOptions = { ...guess?.options, ...given };
  const format = input.piece?.format ?? guess?.format ?? (await detectFormat(path, options));
  const mapping = input.mapping ?? guess?.mapping ?? allColumns(format.columns);
  const context = { timezone: options.timezone ?? timezone, currency };
  const compiled = input.piece?.listsKeys ? `${tablePrefix}keys` : input.entity;
  compileMapping(compiled, mapping, format, { ...context, options });
  return {
    entity: input.entity,
    fileName: input.fileName,
    mapping,
    format,
    options: { options, context, ...(input.piece ? { piece: input.piece } : {}) },
    ...(input.alongside ? { alongside: input.alongside } : {}),
    source: input.isSample
      ? { name: sampleSource, kind: 'sample' }
      : { name: options.source ?? defaultSource, kind: input.piece ? 'api' : 'file' },
  };
}

/**
 * The preview's guess for the entity asked for; null for a table of its own, which takes every column. `format`: the
 * file's, where looking at it with the options guessed would find the same once more.
 */
async function guessFor(
  input: SubmitInput,
  path: string,
): Promise<{ mapping: Mapping; options: ImportOptions; format: FileFormat | null } | null> {
  if (input.entity.startsWith(tablePrefix)) return null;
  const given = input.options ?? {};
  const { format, guess } = await guessImport(path, input.fileName, given);
  const fitting = [guess, ...guess.alternatives].find(({ entity }) => entity === input.entity);
  if (!fitting) throw new AppError('import/unknown-entity', { params: { entity: input.entity } });
  if (fitting.missing.length > 0) {
    throw new AppError('import/mapping-incomplete', { params: { fields: fitting.missing.join(', ') } });
  }
  const options = fitting === guess ? { ...guess.options, ...given } : {};
  return { mapping: fitting.mapping, options, format: formatWith(format, options) };
}

/** The format found without `options`, where they change nothing about it. */
function formatWith(format: FileFormat, options: ImportOptions): FileFormat | null {
  const { table } = format;
  if (table === undefined) return options.encoding === format.encoding ? { ...format, warnings: [] } : null;
  // Members of archives are read by them; all else tells how it is written, and has just this table.
  if (table.kind === 'zip') return null;
  const { sheet: _, ...readOptions } = options;
  return { ...format, readOptions, warnings: [] };
}

const allColumns = (columns: readonly string[]): Mapping =>
  Object.fromEntries(columns.map((column) => [column, { column }]));
