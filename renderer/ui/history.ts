/** Steps that can be taken back. */
export const historyLimit = 300;

export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last change was of; another of the same kind is part of its step. */
  kind?: string | undefined;
}

export type HistoryAction<T> =
  /** `kind`: changes of the same kind in a row (letters typed into one field) are one step. */
  | { type: 'set'; next: T | ((present: T) => T); kind?: string }
  | { type: 'undo' }
  | { type: 'redo' }
  /** Something found out about what is shown (not a step of anybody's): steps to and fro stay as they are. */
  | { type: 'amend'; next: (present: T) => T }
  /** Starts anew with a state that came from elsewhere. */
  | { type: 'open'; next: T };

/** Every state that was, in order; a change after steps back forgets what came after. */
export function historyReducer<T>(history: History<T>, action: HistoryAction<T>): History<T> {
  const { past, present, future } = history;
  switch (action.type) {
    case 'set': {
      const next = typeof action.next === 'function' ? (action.next as (present: T) => T)(present) : action.next;
      if (next === present || JSON.stringify(next) === JSON.stringify(present)) return history;
      const isSameStep = action.kind !== undefined && action.kind === history.kind && past.length > 0;
      const before = isSameStep ? past : [...past, present].slice(-historyLimit);
      return { past: before, present: next, future: [], kind: action.kind };
    }
    case 'undo': {
      const last = past.at(-1);
      return last === undefined ? history : { past: past.slice(0, -1), present: last, future: [present, ...future] };
    }
    case 'redo': {
      const [next, ...rest] = future;
      return next === undefined ? history : { past: [...past, present], present: next, future: rest };
    }
    case 'amend': {
      const next = action.next(present);
      return next === present ? history : { ...history, present: next };
    }
    case 'open':
      return { past: [], present: action.next, future: [] };
  }
}
