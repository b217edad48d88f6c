/** Tasks nobody waits for any more, in memory that both threads see: a walk cannot hear messages. */
const slots = 1_024;

export const newStops = (): Int32Array => new Int32Array(new SharedArrayBuffer(slots * 4));

/** Marks a task; the mark stays until a later task takes its slot. */
export function stopTask(stops: Int32Array, id: number): void {
  Atomics.store(stops, id % slots, id);
}

export const isStopped = (stops: Int32Array, id: number): boolean => Atomics.load(stops, id % slots) === id;

/** Thrown out of a walk that nobody waits for. */
export class Stopped extends Error {}
