import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../../contract/errors.ts';
import { Archive, type Member } from './archive.ts';
import { allTables, joinedRows } from './joined-tables.ts';
import type { TableFile } from './table-file.ts';

const readable = /\.(csv|tsv|txt|json|ndjson|jsonl|parquet|xlsx|xlsm|xls)(\.gz)?$/i;

/** One member as a table with known columns; how members are read is the business of the caller. */
export type MemberOpener = (path: string) => Promise<TableFile & { columns: string[] }>;

/**
 * Opens the tables of a zip archive: one member, or all of one kind as a single table. Members are unpacked one at a
 * time; their columns may stand in another order but must be the same.
 *
 * @throws import/empty-archive, import/no-such-sheet, import/mixed-archive, import/unpacks-too-large
 */
export async function openZip(
  path: string,
  { sheet, scratchDir, openMember }: { sheet: string | undefined; scratchDir: string; openMember: MemberOpener },
): Promise<TableFile> {
  const archive = await Archive.open(path);
  const folder = await mkdtemp(join(scratchDir, 'unzipped-'));
  const close = async () => {
    archive.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const members = tableMembers(archive.members);
    const chosen = choose(members, sheet);
    const first = chosen[0];
    if (!first) throw new AppError('import/empty-archive');
    const names = members.map(({ name }) => name);
    const head = await openUnpacked(archive, first.name, folder, openMember);
    const { columns, estimatedRows, warnings } = head.table;
    await head.done();
    const share = first.sizeBytes / Math.max(1, sum(chosen));
    return {
      kind: 'zip',
      tables: names.length > 1 ? [...(isOneKind(members) ? [allTables] : []), ...names] : [],
      table: names.length > 1 ? (chosen.length > 1 ? allTables : first.name) : null,
      columns,
      estimatedRows: estimatedRows === null ? null : Math.round(estimatedRows / Math.max(share, 1e-6)),
      warnings:
        chosen.length > 1 ? [...warnings, { code: 'several-files', params: { count: chosen.length } }] : warnings,
      merges: [],
      rows: (signal) =>
        joinedRows(
          chosen.map(({ name, sizeBytes }) => ({
            name,
            sizeBytes,
            open: () => openUnpacked(archive, name, folder, openMember),
          })),
          columns,
          signal,
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Members that can be tables, in order of their names; what systems put in beside them is left out. */
function tableMembers(members: readonly Member[]): Member[] {
  return members
    .filter(({ name }) => readable.test(name) && !/(^|\/)(\.|__MACOSX\/)/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const kindOf = ({ name }: Member) => readable.exec(name)?.[1]?.toLowerCase() ?? '';
const isOneKind = (members: readonly Member[]) => new Set(members.map(kindOf)).size === 1;
const sum = (members: readonly Member[]) => members.reduce((total, { sizeBytes }) => total + sizeBytes, 0);

/** Without a choice all of one kind, else the largest. */
function choose(members: readonly Member[], sheet: string | undefined): readonly Member[] {
  if (sheet !== undefined && sheet !== allTables) {
    const found = members.find(({ name }) => name === sheet);
    if (!found) throw new AppError('import/no-such-sheet', { params: { sheet } });
    return [found];
  }
  if (isOneKind(members) || sheet === allTables) return members;
  return [...members].sort((a, b) => b.sizeBytes - a.sizeBytes).slice(0, 1);
}

async function openUnpacked(archive: Archive, name: string, folder: string, openMember: MemberOpener) {
  const path = join(folder, randomUUID());
  await archive.unpackTo(name, path);
  const table = await openMember(path);
  return {
    table,
    async done() {
      await table.close();
      await rm(path, { force: true });
    },
  };
}
