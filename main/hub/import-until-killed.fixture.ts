import { silentLogger } from '../ports/logger.ts';
import { isOver, testDefaults } from './hub.fixture.ts';
import { startHub } from './hub.ts';

/**
 * A process of its own that imports until somebody kills it: `<data folder> [<entity>=<file> …]`. Says `accepted` when
 * an import is acknowledged, `step` at every sign of progress, `done` when all have ended.
 */
const [dataDir, ...files] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('which data folder?');
// Files are read on the reading thread, as large ones are, so that it is killed with the rest.
const limits = { chunkRows: 1_000, readingThreadBytes: 0 };
const hub = await startHub({ dataDir, logger: silentLogger, defaults: testDefaults, limits });
const say = (word: string) => process.stdout.write(`${word}\n`);

const tell = () => {
  say('step');
  if (hub.listImports(100).every(isOver)) say('done');
};
hub.on('import', tell);
for (const file of files) {
  const [entity = '', path = ''] = file.split('=');
  await hub.submitImport({ path, keepOriginal: true, fileName: path, entity });
  say('accepted');
}
tell();
