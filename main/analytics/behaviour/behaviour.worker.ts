import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Run } from './run.ts';
import { ActivityRun } from './run-activity.ts';
import { FunnelRun } from './run-funnel.ts';
import { JourneyRun } from './run-journey.ts';
import { PathsRun } from './run-paths.ts';
import { RetentionRun } from './run-retention.ts';
import { isStopped, newStops, Stopped } from './stops.ts';
import type { FromPartner, FromThread, Results, Task, ToThread } from './task.ts';
import { World } from './world.ts';

/** Entry of a thread that walks through histories, one question after the other. */
type AnyRun = Run<unknown, Results[keyof Results]>;
type Ended = Exclude<FromThread, { type: 'result' | 'people' }>;
/** A task whose other share is still on its way. */
interface Waiting {
  task: Task;
  run: AnyRun;
  part: unknown;
}

const port = parentPort;
if (!port) throw new Error('histories are walked on a worker thread');
let world: World | null = null;
let stops = newStops();
let partner: MessagePort | null = null;
const waiting = new Map<number, Waiting | Ended>();
/** Parts of tasks that this thread has not come to yet. */
const early = new Map<number, FromPartner>();

port.on('message', (message: ToThread) => {
  switch (message.type) {
    case 'histories':
      world = new World(message.histories);
      return;
    case 'stops':
      stops = message.stops;
      return;
    case 'partner':
      partner = message.port;
      partner.on('message', (part: FromPartner) => joined(part));
      return;
    default:
      walk(message);
  }
});

function walk({ id, task, share }: Extract<ToThread, { type: 'task' }>): void {
  const mine = attempt(id, () => {
    if (!world) throw new Error('no sequence yet');
    world.check = () => {
      if (isStopped(stops, id)) throw new Stopped();
    };
    world.check();
    world.takeShare(share);
    const run = runOf(world, task);
    return { task, run, part: task.cell === null ? run.part() : run.people() };
  });
  if (share.index > 0) {
    const part: FromPartner = 'type' in mine ? mine : { type: 'part', id, part: mine.part };
    partner?.postMessage(part, 'type' in mine ? [] : buffersOf(mine.part));
    return;
  }
  if (share.count === 1) {
    port?.postMessage('type' in mine ? mine : attempt(id, () => answer(id, mine, [mine.part])));
    return;
  }
  waiting.set(id, mine);
  const theirs = early.get(id);
  early.delete(id);
  if (theirs) joined(theirs);
}

/** Both shares are there: theirs, and mine unless this thread has not come to it. */
function joined(theirs: FromPartner): void {
  const { id } = theirs;
  const mine = waiting.get(id);
  if (!mine) {
    early.set(id, theirs);
    return;
  }
  waiting.delete(id);
  if ('type' in mine) port?.postMessage(mine);
  else if (theirs.type !== 'part') port?.postMessage(theirs);
  else port?.postMessage(attempt(id, () => answer(id, mine, [mine.part, theirs.part])));
}

function answer(id: number, { task, run }: Waiting, parts: readonly unknown[]): FromThread {
  if (task.cell === null) return { type: 'result', id, result: run.figures(parts) };
  const lists = parts as readonly Uint32Array[];
  const profileIds = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const list of lists) {
    profileIds.set(list, from);
    from += list.length;
  }
  return { type: 'people', id, profileIds };
}

function attempt<T>(id: number, work: () => T): T | Ended {
  try {
    return work();
  } catch (error) {
    if (error instanceof Stopped) return { type: 'stopped', id };
    return { type: 'failed', id, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function runOf(on: World, task: Task): AnyRun {
  switch (task.kind) {
    case 'funnel':
      return new FunnelRun(on, task) as AnyRun;
    case 'retention':
      return new RetentionRun(on, task) as AnyRun;
    case 'paths':
      return new PathsRun(on, task) as AnyRun;
    case 'journey':
      return new JourneyRun(on, task) as AnyRun;
    default:
      return new ActivityRun(on, task) as AnyRun;
  }
}

/** Memory of the arrays of a part: it changes hands instead of being copied. */
function buffersOf(part: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(part)) {
    if (part.buffer instanceof ArrayBuffer && !found.includes(part.buffer)) found.push(part.buffer);
  } else if (typeof part === 'object' && part !== null) {
    for (const inner of Object.values(part)) buffersOf(inner, found);
  }
  return found;
}
