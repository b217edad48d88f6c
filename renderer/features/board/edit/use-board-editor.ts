import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Board, BoardInput } from '../../../../contract/boards.ts';
import { RequestError } from '../../../transport/index.ts';
import { contentOf, readBoard, saveBoard } from '../requests.ts';
import { draftOf, reduceDraft } from './draft-history.ts';

export type SaveState =
  | { kind: 'saved' }
  | { kind: 'saving' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'conflict'; theirs: Board };

export interface BoardEditor {
  isOn: boolean;
  start: () => void;
  /** Saves what is not saved yet, then shows the board as readers see it. */
  finish: () => void;
  board: BoardInput;
  /** @param kind changes of the same kind in a row are one step of undo */
  change: (update: (board: BoardInput) => BoardInput, kind?: string) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  save: SaveState;
  /** After a conflict: keep one's own over theirs, or take theirs (one's own can be had back by undo). */
  settle: (choice: 'mine' | 'theirs') => void;
  retry: () => void;
}

const autosaveMs = 700;

/** A board under change: undo, redo, saving by itself, and what to do when somebody else was faster. */
export function useBoardEditor(saved: Board): BoardEditor {
  const queryClient = useQueryClient();
  const [isOn, setIsOn] = useState(false);
  const [draft, dispatch] = useReducer(reduceDraft, saved, (board) => draftOf(contentOf(board)));
  const [save, setSave] = useState<SaveState>({ kind: 'saved' });
  const version = useRef(saved.version);
  const kept = useRef<BoardInput>(draft.present);
  const isSaving = useRef(false);
  const latest = useRef(draft.present);
  useEffect(() => {
    latest.current = draft.present;
  });

  const flush = useCallback(async () => {
    if (isSaving.current) return;
    isSaving.current = true;
    try {
      // Again for what was changed meanwhile: whoever presses Done then has no clock left that would save it.
      while (latest.current !== kept.current) {
        setSave({ kind: 'saving' });
        const sent = latest.current;
        const board = await saveBoard(saved.id, sent, version.current);
        version.current = board.version;
        kept.current = sent;
        queryClient.setQueryData(['boards', saved.id], board);
        void queryClient.invalidateQueries({ queryKey: ['boards', saved.id, 'versions'] });
      }
      setSave((now) => (now.kind === 'saving' ? { kind: 'saved' } : now));
    } catch (error) {
      const isConflict = error instanceof RequestError && error.code === 'api/conflict';
      setSave(isConflict ? { kind: 'conflict', theirs: await readBoard(saved.id) } : { kind: 'failed', error });
    } finally {
      isSaving.current = false;
    }
  }, [queryClient, saved.id]);

  const isBlocked = save.kind === 'conflict' || save.kind === 'failed';
  // biome-ignore lint/correctness/useExhaustiveDependencies: `save` starts the clock again after a fault or a conflict
  useEffect(() => {
    if (!isOn || isBlocked || draft.present === kept.current) return;
    const timer = setTimeout(() => void flush(), autosaveMs);
    return () => clearTimeout(timer);
  }, [isOn, isBlocked, draft.present, flush, save]);

  useEffect(() => {
    if (!isOn) return;
    const warn = (event: BeforeUnloadEvent) => {
      if (latest.current !== kept.current) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
      void flush();
    };
  }, [isOn, flush]);

  // From the moment of a change on, not only once its request is on its way.
  const isOwed = isOn && save.kind === 'saved' && draft.present !== kept.current;
  return useMemo<BoardEditor>(
    () => ({
      isOn,
      start: () => {
        // What is still on its way, or could not be saved, is newer than the board that is shown.
        // What is shown is what was made here: it can still be taken back step by step.
        if (isSaving.current || latest.current !== kept.current || version.current === saved.version) {
          setIsOn(true);
          return;
        }
        version.current = saved.version;
        const content = contentOf(saved);
        kept.current = content;
        dispatch({ type: 'reset', board: content });
        setSave({ kind: 'saved' });
        setIsOn(true);
      },
      finish: () => {
        void flush();
        setIsOn(false);
      },
      board: draft.present,
      change: (update, kind) => dispatch({ type: 'update', update, kind }),
      undo: () => dispatch({ type: 'undo' }),
      redo: () => dispatch({ type: 'redo' }),
      canUndo: draft.past.length > 0,
      canRedo: draft.future.length > 0,
      save: isOwed ? { kind: 'saving' } : save,
      settle: (choice) => {
        if (save.kind !== 'conflict') return;
        version.current = save.theirs.version;
        const content = contentOf(save.theirs);
        kept.current = content;
        if (choice === 'theirs') {
          dispatch({ type: 'load', board: content });
          queryClient.setQueryData(['boards', saved.id], save.theirs);
        }
        setSave({ kind: 'saved' });
      },
      retry: () => setSave({ kind: 'saved' }),
    }),
    [isOn, draft, save, isOwed, saved, flush, queryClient],
  );
}
