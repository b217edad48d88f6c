import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { benchAnalytics } from './analytics.bench.ts';
import { benchBoard } from './board.bench.ts';
import { benchDesktop } from './desktop.bench.ts';
import { benchExports } from './exports.bench.ts';
import { benchFeel } from './feel.bench.ts';
import { benchFormats } from './formats.bench.ts';
import { benchImport } from './import.bench.ts';
import { benchIngest } from './ingest.bench.ts';
import { benchPivot } from './pivot.bench.ts';
import { benchPostgres } from './postgres.bench.ts';
import { benchStart } from './start.bench.ts';

/** `npm run bench [name…]`: all benches, or those named. What takes long to make is kept in `.luopan/bench`. */
const benches: Record<string, (folder: string) => Promise<void>> = {
  board: benchBoard,
  import: benchImport,
  exports: benchExports,
  feel: benchFeel,
  formats: benchFormats,
  ingest: benchIngest,
  pivot: benchPivot,
  postgres: benchPostgres,
  start: benchStart,
  desktop: benchDesktop,
  analytics: benchAnalytics,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(1);
}
const folder = join(import.meta.dirname, '../.luopan/bench');
mkdirSync(folder, { recursive: true });
for (const name of names.length > 0 ? names : Object.keys(benches)) await benches[name]?.(folder);
