import { open, stat } from 'node:fs/promises';
import { AppError } from '../../../../contract/errors.ts';
import { fileFailure } from '../file-failure.ts';
import { maxColumns, maxRejectRawChars } from '../limits.ts';
import type { RecordReject } from '../record-reader.ts';
import { type ElementBatch, jsonElements, jsonLines } from './json-elements.ts';
import { flatten, parseJson } from './json-records.ts';
import type { TableFile, TableRows } from './table-file.ts';

/** Records looked at for the columns of a file; one with a column never met there is kept apart, not cut. */
const lookRecords = 20_000;
const lookBytes = 64 * 2 ** 20;
const headBytes = 4 * 2 ** 20;
/** The name by which a list that is the whole file is chosen. */
const wholeFile = '$';

/** `{"a":1}\n{"a":2}` or JSON, by the first bytes of a text; null when it is neither. */
export function jsonKindOf(head: Buffer): 'json' | 'ndjson' | null {
  const text = head
    .toString('utf8', 0, Math.min(head.length, 65_536))
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^\[\s*(\{|\[|\]|$)/.test(text)) return 'json';
  if (!/^\{\s*("|\})/.test(text)) return null;
  const end = text.indexOf('\n');
  const first = end < 0 ? text : text.slice(0, end);
  try {
    JSON.parse(first);
    return end < 0 ? 'json' : 'ndjson';
  } catch {
    return /^\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(text) ? 'json' : null;
  }
}

/**
 * Opens one list of records in a JSON or NDJSON file. Which lists there are is looked for in the first 4 MB.
 *
 * @param list keys from the top to the list, joined by dots
 * @throws import/no-such-sheet, import/damaged-file, import/empty-file
 */
export async function openJson(path: string, kind: 'json' | 'ndjson', list: string | undefined): Promise<TableFile> {
  const { size } = await stat(path).catch((error: unknown) => Promise.reject(fileFailure(error)));
  const lists = kind === 'ndjson' ? [] : await listsOf(path);
  const chosen = list ?? lists[0] ?? wholeFile;
  if (kind === 'json' && lists.length === 0) return singleRecord(path);
  if (list !== undefined && lists.length > 0 && !lists.includes(list)) {
    throw new AppError('import/no-such-sheet', { params: { sheet: list } });
  }
  const keys = chosen === wholeFile ? [] : chosen.split('.');
  const source = (signal?: AbortSignal): AsyncGenerator<ElementBatch> =>
    kind === 'ndjson' ? jsonLines(path, signal) : jsonElements(path, keys, signal);
  const look = await lookAt(source());
  return {
    kind,
    tables: lists.length > 1 ? lists : [],
    table: lists.length > 1 ? chosen : null,
    columns: look.columns,
    estimatedRows: look.isWhole ? look.records : Math.round((look.records * size) / Math.max(1, look.bytesRead)),
    warnings: [],
    merges: [],
    rows: (signal) => recordRows(source(signal), { columns: look.columns, sizeBytes: size }),
    close: async () => {},
  };
}

/** A file that is one object without any list: one record. */
async function singleRecord(path: string): Promise<TableFile> {
  const { size } = await stat(path);
  if (size > headBytes) throw new AppError('import/no-such-sheet', { params: { sheet: wholeFile } });
  const file = await open(path, 'r');
  let record: Map<string, string>;
  try {
    record = flatten(parseJson((await file.readFile('utf8')).replace(/^\ufeff/, '')));
  } catch (cause) {
    throw new AppError('import/damaged-file', { params: { kind: 'JSON' }, cause });
  } finally {
    await file.close();
  }
  const columns = [...record.keys()];
  return {
    kind: 'json',
    tables: [],
    table: null,
    columns,
    estimatedRows: 1,
    warnings: [],
    merges: [],
    async *rows() {
      yield { rows: [[...record.values()]], progress: 1 };
    },
    close: async () => {},
  };
}

interface Look {
  columns: string[];
  records: number;
  bytesRead: number;
  isWhole: boolean;
}

async function lookAt(source: AsyncGenerator<ElementBatch>): Promise<Look> {
  const columns = new Set<string>();
  let records = 0;
  let bytesRead = 0;
  for await (const batch of source) {
    ({ bytesRead } = batch);
    for (const element of batch.elements) {
      const record = readRecord(element);
      if (record === null) continue;
      records += 1;
      for (const name of record.keys()) columns.add(name);
      if (columns.size > maxColumns) {
        throw new AppError('import/too-many-columns', { params: { columns: columns.size, limit: maxColumns } });
      }
    }
    if (records >= lookRecords || bytesRead >= lookBytes)
      return { columns: [...columns], records, bytesRead, isWhole: false };
  }
  if (records === 0) throw new AppError('import/empty-file');
  return { columns: [...columns], records, bytesRead, isWhole: true };
}

/** Null for what is no record: an empty line, or JSON that is not whole. */
function readRecord(element: Buffer): Map<string, string> | null {
  const text = element.toString('utf8').trim();
  if (text === '') return null;
  try {
    return flatten(parseJson(text));
  } catch {
    return null;
  }
}

async function* recordRows(
  source: AsyncGenerator<ElementBatch>,
  { columns, sizeBytes }: { columns: readonly string[]; sizeBytes: number },
): AsyncGenerator<TableRows> {
  const index = new Map(columns.map((name, position) => [name, position]));
  let position = 0;
  for await (const { elements, bytesRead } of source) {
    const rows: string[][] = [];
    const numbers: number[] = [];
    const rejects: RecordReject[] = [];
    for (const element of elements) {
      if (element.length === 0 || element.toString('latin1').trim() === '') continue;
      position += 1;
      const reject = (code: RecordReject['code'], params: RecordReject['params']) =>
        rejects.push({
          rowNumber: position,
          line: position,
          code,
          params: { line: position, ...params },
          raw: [element.toString('utf8', 0, maxRejectRawChars)],
        });
      const record = readRecord(element);
      if (record === null) {
        reject('not-json', {});
        continue;
      }
      const row = new Array<string>(columns.length).fill('');
      let unknown = 0;
      for (const [name, text] of record) {
        const at = index.get(name);
        if (at === undefined) unknown += 1;
        else row[at] = text;
      }
      if (unknown > 0) {
        reject('too-many-fields', { found: columns.length + unknown, expected: columns.length });
        continue;
      }
      rows.push(row);
      numbers.push(position);
    }
    yield { rows, numbers, rejects, progress: bytesRead / Math.max(1, sizeBytes) };
  }
}

/** Lists of objects in the beginning of a file, outer ones first; `$` = the file itself is one. */
async function listsOf(path: string): Promise<string[]> {
  const file = await open(path, 'r');
  let head: Buffer;
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    head = buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  if (text.trimStart().startsWith('[')) return [wholeFile];
  return findLists(text);
}

/** Walks over the text as far as it goes: the file may be longer. */
function findLists(text: string): string[] {
  const found: { path: string; depth: number }[] = [];
  const keys: (string | null)[] = [];
  let last = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      const end = stringEnd(text, at);
      last = text.slice(at + 1, end);
      at = end;
    } else if (char === ':') keys[keys.length - 1] = last;
    else if (char === '{') keys.push(null);
    else if (char === '[') {
      const isOfRecords = /^\[\s*\{/.test(text.slice(at, at + 200));
      if (isOfRecords && keys.every((key) => key !== null)) found.push({ path: keys.join('.'), depth: keys.length });
      // A list has no key of its own: nothing inside it is a path.
      keys.push(null);
    } else if (char === '}' || char === ']') keys.pop();
    if (found.length >= 50) break;
  }
  return found.sort((a, b) => a.depth - b.depth).map(({ path }) => path);
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
