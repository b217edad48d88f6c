import { useEffect } from 'react';
import { parameterOf, shiftedRange } from '../../queries/index.ts';
import { isSomethingOpen, isTyping } from '../../ui/index.ts';
import type { BoardState } from './board-context.ts';
import type { BoardEditor } from './edit/use-board-editor.ts';
import type { Presentation } from './presentation.ts';

interface ShortcutActions {
  toggleHelp: () => void;
  /** Begins or ends changing the board; null for those who may not. */
  edit: (() => void) | null;
  /** The board under change; null while it is read. */
  editor: Pick<BoardEditor, 'undo' | 'redo'> | null;
  paste: (() => void) | null;
}

/** Single keys, as long as nobody is typing and no dialog or list is open; Ctrl or Cmd for undo, redo and paste. */
export function useShortcuts(state: BoardState, presentation: Presentation, actions: ShortcutActions): void {
  useEffect(() => {
    const { scope, setRange } = state;
    const { toggleHelp, edit, editor, paste } = actions;
    const plain: Record<string, (() => void) | null> = {
      f: presentation.toggle,
      e: edit,
      '?': toggleHelp,
      '[': () => setRange(shiftedRange(scope.range, -1, scope.data)),
      ']': () => setRange(shiftedRange(scope.range, 1, scope.data)),
      d: () => document.getElementById('board-from')?.focus(),
      c: () => focusFilter(state.board.filterMembers[0]),
      Escape: () => (presentation.isOn ? presentation.leave() : state.clearFilters()),
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.defaultPrevented || isTyping(event.target) || isSomethingOpen()) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const action =
        event.ctrlKey || event.metaKey ? (editor ? editAction(key, event.shiftKey, editor, paste) : null) : plain[key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [state, presentation, actions]);
}

function editAction(
  key: string,
  isShift: boolean,
  editor: Pick<BoardEditor, 'undo' | 'redo'>,
  paste: (() => void) | null,
) {
  if (key === 'z') return isShift ? editor.redo : editor.undo;
  if (key === 'y') return editor.redo;
  return key === 'v' ? paste : null;
}

function focusFilter(member: string | undefined): void {
  if (member) document.getElementById(`board-${parameterOf(member)}`)?.focus();
}
