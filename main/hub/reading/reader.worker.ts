import { parentPort } from 'node:worker_threads';
import { Reading } from './reading.ts';
import type { OpenReading } from './reading-messages.ts';

/** Entry of the reading thread: reads and converts files for the writer, ahead of it. */
const port = parentPort;
if (!port) throw new Error('this file runs as a worker');
port.on('message', (open: OpenReading) => void new Reading(open).run());
