/** Steps that can be taken back. */
const maxSteps = 200;
/** Edits of one thing within this time are one step: a slider dragged, a name typed. */
const oneGestureMs = 900;

/** Settings with what they were before, and what was taken back. */
export interface Timeline<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  last: { gesture: string; at: number } | null;
}

export function timelineOf<T>(present: T): Timeline<T> {
  return { past: [], present, future: [], last: null };
}

/**
 * The settings after an edit.
 *
 * @param gesture name of what is edited; equal names shortly after one another are one step
 * @param at ms of any clock that only goes forward
 */
export function changed<T>(timeline: Timeline<T>, next: T, gesture: string, at: number): Timeline<T> {
  const { past, present, last } = timeline;
  if (JSON.stringify(next) === JSON.stringify(present)) return timeline;
  const isSameGesture = gesture !== '' && last?.gesture === gesture && at - last.at < oneGestureMs;
  return {
    past: isSameGesture ? past : [...past, present].slice(-maxSteps),
    present: next,
    future: [],
    last: { gesture, at },
  };
}

export function undone<T>(timeline: Timeline<T>): Timeline<T> {
  const { past, present, future } = timeline;
  const before = past.at(-1);
  if (before === undefined) return timeline;
  return { past: past.slice(0, -1), present: before, future: [present, ...future], last: null };
}

export function redone<T>(timeline: Timeline<T>): Timeline<T> {
  const { past, present, future } = timeline;
  const [after, ...rest] = future;
  if (after === undefined) return timeline;
  return { past: [...past, present], present: after, future: rest, last: null };
}
