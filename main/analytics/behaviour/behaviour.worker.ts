import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Share } from '../../ports/people-share.ts';
import type { Rounds, Run } from './run.ts';
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
/** A task of which this thread has a share. */
interface Walking {
  id: number;
  task: Task;
  share: Share;
  /** Histories as they were when it began. */
  world: World;
  run: AnyRun;
  rounds: Rounds<unknown>;
}
/** One whose other share is still on its way: what this one has told all, or its part. */
interface Waiting {
  walking: Walking;
  mine: unknown;
}

const port = parentPort;
if (!port) throw new Error('histories are walked on a worker thread');
let world: World | null = null;
let stops = newStops();
let partner: MessagePort | null = null;
const waiting = new Map<number, Waiting>();
/** What the other thread has told before this one came so far. */
const early = new Map<number, FromPartner>();
let lastId = 0;

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
      partner.on('message', (told: FromPartner) => joined(told));
      return;
    default:
      begin(message);
  }
});

function begin({ id, task, share }: Extract<ToThread, { type: 'task' }>): void {
  lastId = id;
  const walking = attempt(id, (): Walking => {
    if (!world) throw new Error('no sequence yet');
    watch(world, id, share);
    const run = runOf(world, task);
    return { id, task, share, world, run, rounds: task.cell === null ? run.part() : run.people() };
  });
  if ('type' in walking) end(walking, share);
  else goOn(walking, []);
}

/** Other tasks may have had a turn meanwhile. */
function watch(on: World, id: number, share: Share): void {
  on.check = () => {
    if (isStopped(stops, id)) throw new Stopped();
  };
  on.check();
  on.takeShare(share);
}

/** @param given what all shares have told */
function goOn(walking: Walking, given: readonly unknown[]): void {
  const { id, share, rounds } = walking;
  const step = attempt(id, () => {
    watch(walking.world, id, share);
    return rounds.next(given);
  });
  if ('type' in step) {
    end(step, share);
    return;
  }
  const { value: mine, done } = step;
  if (share.count === 1) {
    if (done === true) tell(attempt(id, () => answer(walking, [mine])));
    else goOn(walking, [mine]);
    return;
  }
  if (done === true && share.index > 0) {
    partner?.postMessage({ type: 'part', id, part: mine } satisfies FromPartner, buffersOf(mine));
    // Should the other share have ended otherwise, nobody needs to know any more.
    early.delete(id);
    return;
  }
  if (done !== true) partner?.postMessage({ type: 'round', id, given: mine } satisfies FromPartner);
  waiting.set(id, { walking, mine });
  const theirs = early.get(id);
  early.delete(id);
  if (theirs) joined(theirs);
}

/** The other share has come as far as this one, further, or to an end. */
function joined(theirs: FromPartner): void {
  const { id } = theirs;
  const found = waiting.get(id);
  if (!found) {
    // One that is over here is over.
    if (id > lastId) early.set(id, theirs);
    return;
  }
  const { walking, mine } = found;
  waiting.delete(id);
  const { index } = walking.share;
  if (theirs.type === 'round') goOn(walking, index === 0 ? [mine, theirs.given] : [theirs.given, mine]);
  else if (index > 0) return;
  else tell(theirs.type === 'part' ? attempt(id, () => answer(walking, [mine, theirs.part])) : theirs);
}

function end(ended: Ended, { index, count }: Share): void {
  early.delete(ended.id);
  if (index === 0) port?.postMessage(ended);
  if (count > 1) partner?.postMessage(ended satisfies FromPartner);
}

function answer({ id, task, run }: Walking, parts: readonly unknown[]): FromThread {
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

function tell(message: FromThread): void {
  // Other answers are short lists; looking for memory in them would be longer than copying them.
  const isMemory = message.type === 'result' && 'all' in message.result;
  port?.postMessage(message, isMemory ? buffersOf(message.result) : []);
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
