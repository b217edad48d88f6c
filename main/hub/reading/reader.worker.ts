import { parentPort } from 'node:worker_threads';
import { Reading } from './reading.ts';
import type { OpenReading } from './reading-messages.ts';
import { warmUp } from './warm-up.ts';

/** Entry of the reading thread: reads and converts files for the writer, ahead of it. */
const port = parentPort;
if (!port) throw new Error('this file runs as a worker');
let isWanted = false;
port.on('message', (open: OpenReading) => {
  isWanted = true;
  void new Reading(open).run();
});
void warmUp(() => isWanted);
