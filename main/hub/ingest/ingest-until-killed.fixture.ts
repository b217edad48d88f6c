import { silentLogger } from '../../ports/logger.ts';
import { testDefaults } from '../hub.fixture.ts';
import { startHub } from '../hub.ts';
import { batchNumber } from './batches.fixture.ts';

/**
 * A process of its own that takes events until somebody kills it: `<data folder> <first batch> <last batch> [<events
 * file>]`. Says `taken <number>` when a batch is acknowledged, `done` when all are and none waits any more.
 */
const [dataDir, from, to, file] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('which data folder?');
const hub = await startHub({ dataDir, logger: silentLogger, defaults: testDefaults, limits: { chunkRows: 500 } });
if (file !== undefined) {
  await hub.submitImport({
    path: file,
    keepOriginal: true,
    fileName: 'events.csv',
    entity: 'events',
    options: { source: 'web' },
  });
}
const inFlight: Promise<void>[] = [];
for (let number = Number(from); number <= Number(to); number += 1) {
  inFlight.push(
    hub
      .ingest({ source: 'web', items: batchNumber(number) })
      .then(() => void process.stdout.write(`taken ${number}\n`)),
  );
  if (inFlight.length >= 4) await inFlight.shift();
}
await Promise.all(inFlight);
const isIdle = () =>
  hub.listImports(100).every(({ status }) => status === 'succeeded') &&
  hub.metadata.all('SELECT 1 FROM ingest_inbox LIMIT 1').length === 0;
while (!isIdle()) await new Promise((resolve) => setTimeout(resolve, 20));
process.stdout.write('done\n');
