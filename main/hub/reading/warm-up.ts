import { setImmediate as nextTurn } from 'node:timers/promises';
import { CellCutter, compileMapping, knownFormat } from '../../connectors/files/index.ts';
import { converterOf } from './reading.ts';

const columns = [
  { name: 'number', type: 'integer' },
  { name: 'word', type: 'text' },
  { name: 'at', type: 'instant' },
  { name: 'amount', type: 'decimal' },
  { name: 'name', type: 'text' },
] as const;
const rows = 2_000;
/** Enough for the loops over cells to be worth compiling. */
const batches = 12;

/**
 * Converts rows that nobody wants while the file is still on its way: the runtime compiles what it sees run often, and
 * the first rows of a file would otherwise take ten times as long as the later ones.
 *
 * @param isWanted ends it: there is a file to read
 */
export async function warmUp(isWanted: () => boolean): Promise<void> {
  const names = columns.map(({ name }) => name);
  const format = knownFormat(columns, [], { sizeBytes: 1, rowCount: rows });
  const targets = Object.fromEntries(names.map((column) => [column, { column }]));
  const mapping = compileMapping('table:none', targets, format, { timezone: 'UTC', currency: 'USD', options: {} });
  const convert = converterOf(mapping, { format, key: ['number'] });
  const cutter = new CellCutter({ delimiter: ',', newline: 'lf', width: columns.length });
  for (let batch = 0; batch < batches && !isWanted(); batch += 1) {
    const table = cutter.cut(textOf(batch * rows));
    if (table) convert({ rows: [], rowNumbers: [], rejects: [], bytesRead: 0, cells: { table, firstRow: 1 } });
    await nextTurn();
  }
}

function textOf(first: number): string {
  const lines: string[] = [];
  for (let row = first; row < first + rows; row += 1) {
    const day = String(1 + (row % 28)).padStart(2, '0');
    lines.push(`${row},W${row % 500},2024-05-${day} 10:11:12.5+00,${row % 900}.25,N${row}\n`);
  }
  return lines.join('');
}
