import type { BoardInput } from '../../../../contract/boards.ts';

/** A board being changed, with every state it was in: undo and redo walk along them. */
export interface Draft {
  present: BoardInput;
  past: readonly BoardInput[];
  future: readonly BoardInput[];
  /** Changes of the same kind in a row (typing a title) are one step. */
  lastKind: string | null;
}

export type DraftAction =
  | { type: 'change'; next: BoardInput; kind?: string | undefined }
  | { type: 'update'; update: (board: BoardInput) => BoardInput; kind?: string | undefined }
  /** Forgets what was before. */
  | { type: 'reset'; board: BoardInput }
  | { type: 'undo' }
  | { type: 'redo' }
  /** Another version takes its place; what was there can be had back by undo. */
  | { type: 'load'; board: BoardInput };

/** Steps that can be undone. */
export const undoDepth = 300;

export function draftOf(board: BoardInput): Draft {
  return { present: board, past: [], future: [], lastKind: null };
}

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case 'change': {
      if (action.next === draft.present) return draft;
      const continues = action.kind !== undefined && action.kind === draft.lastKind && draft.past.length > 0;
      const past = continues ? draft.past : [...draft.past, draft.present].slice(-undoDepth);
      return { present: action.next, past, future: [], lastKind: action.kind ?? null };
    }
    case 'update':
      return reduceDraft(draft, { type: 'change', next: action.update(draft.present), kind: action.kind });
    case 'reset':
      return draftOf(action.board);
    case 'load':
      return reduceDraft(draft, { type: 'change', next: action.board });
    case 'undo': {
      const before = draft.past.at(-1);
      if (before === undefined) return draft;
      const future = [draft.present, ...draft.future];
      return { present: before, past: draft.past.slice(0, -1), future, lastKind: null };
    }
    case 'redo': {
      const [next, ...future] = draft.future;
      if (next === undefined) return draft;
      return { present: next, past: [...draft.past, draft.present], future, lastKind: null };
    }
  }
}
