import { join } from 'node:path';
import { startHub } from '../hub/index.ts';
import { createJobs } from '../jobs/index.ts';
import { systemClock } from '../ports/clock.ts';
import { keyFileSecrets } from '../ports/key-file.ts';
import { silentLogger } from '../ports/logger.ts';
import { columns, stream } from './connections.fixture.ts';
import { Connections } from './index.ts';

/**
 * A process that syncs until it is killed: `node sync-until-killed.fixture.ts DATA KIND CONFIG loop|once`. It is what
 * the host is without its page: the writer thread, jobs, connector threads, on a data folder of its own.
 */
const [dataDir = '', kind = '', config = '{}', mode = 'loop'] = process.argv.slice(2);
const schema = kind === 'postgres' ? 'public.' : '';
const hub = await startHub({ dataDir, logger: silentLogger, defaults: { name: 'T', language: 'en', timezone: 'UTC' } });
const jobs = createJobs({ store: hub.metadata, clock: systemClock, logger: silentLogger });
const connections = new Connections({
  ...{
    dataDir,
    hub,
    jobs,
    clock: systemClock,
    logger: silentLogger,
    pieces: { pieceRows: 5_000, pieceBytes: 200_000 },
  },
  secrets: keyFileSecrets(join(dataDir, 'secret.key')),
});
await connections.prepare();
await jobs.start();
const made = connections.byName('Shop') ?? (await make());
process.stdout.write('running\n');
// Tells how far it is, so that it can be killed close to where it matters.
hub.on('import', () => process.stdout.write('import\n'));
for (;;) {
  await connections.sync(made);
  await jobs.tick();
  await jobs.idle();
  const [sync] = connections.syncs(made, 1, 'en');
  // A run that was cut off reads only the streams it had not finished: one of our own must follow.
  if (mode === 'once' && sync?.trigger === 'manual') {
    process.stdout.write(`${JSON.stringify(sync)}\n`);
    await jobs.close();
    await hub.close();
    break;
  }
}

async function make(): Promise<string> {
  const { id } = await connections.create(
    {
      ...{ name: 'Shop', kind, config: JSON.parse(config), schedule: null },
      streams: [
        stream({
          ...{
            name: `${schema}items`,
            entity: 'table:items',
            mapping: columns('id', 'value', 'version'),
            primaryKey: ['id'],
          },
          ...{ mode: 'incremental', cursorField: 'version', detectsDeletes: true },
        }),
        stream({
          ...{
            name: `${schema}log`,
            entity: 'table:log',
            mapping: columns('n', 'text'),
            mode: 'incremental',
            cursorField: 'n',
          },
        }),
        stream({
          ...{ name: `${schema}orders`, entity: 'orders', primaryKey: ['no'] },
          mapping: { order_id: { column: 'no' }, ordered_at: { column: 'day' }, net: { column: 'total' } },
        }),
      ],
    },
    'en',
  );
  return id;
}
