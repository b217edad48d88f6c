import { systemClock } from '../ports/clock.ts';
import { silentLogger } from '../ports/logger.ts';
import { startReplica } from './index.ts';

/** A process of its own that copies until somebody kills it; says so on standard output when it begins. */
const [storePath = '', replicaPath = ''] = process.argv.slice(2);
const replica = await startReplica({
  storePath,
  replicaPath,
  configuration: { zone: 'Europe/London', currency: 'GBP', rates: { USD: '0.79', JPY: '0.0052' } },
  logger: silentLogger,
  clock: systemClock,
});
process.stdout.write('copying\n');
for (;;) await replica.catchUp();
