import { parentPort } from 'node:worker_threads';
import { ActivityRun } from './run-activity.ts';
import { FunnelRun } from './run-funnel.ts';
import { JourneyRun } from './run-journey.ts';
import { PathsRun } from './run-paths.ts';
import { RetentionRun } from './run-retention.ts';
import { isStopped, newStops, Stopped } from './stops.ts';
import type { FromThread, Task, ToThread } from './task.ts';
import { World } from './world.ts';

/** Entry of the thread that walks through histories, one question after the other. */
const port = parentPort;
if (!port) throw new Error('histories are walked on a worker thread');
let world: World | null = null;
let stops = newStops();

port.on('message', (message: ToThread) => {
  if (message.type === 'histories') {
    world = new World(message.histories);
    return;
  }
  if (message.type === 'stops') {
    stops = message.stops;
    return;
  }
  port.postMessage(answer(message.id, message.task));
});

function answer(id: number, task: Task): FromThread {
  try {
    if (!world) throw new Error('no sequence yet');
    world.check = () => {
      if (isStopped(stops, id)) throw new Stopped();
    };
    world.check();
    const run = runOf(world, task);
    if (task.cell !== null) return { type: 'people', id, profileIds: run.people() };
    return { type: 'result', id, result: run.figures() };
  } catch (error) {
    if (error instanceof Stopped) return { type: 'stopped', id };
    return { type: 'failed', id, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function runOf(on: World, task: Task) {
  switch (task.kind) {
    case 'funnel':
      return new FunnelRun(on, task);
    case 'retention':
      return new RetentionRun(on, task);
    case 'paths':
      return new PathsRun(on, task);
    case 'journey':
      return new JourneyRun(on, task);
    default:
      return new ActivityRun(on, task);
  }
}
