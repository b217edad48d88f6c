import { useEffect } from 'react';
import { parameterOf, shiftedRange } from '../../queries/index.ts';
import type { BoardState } from './board-context.ts';
import type { Presentation } from './presentation.ts';

/** Single keys, as long as nobody is typing and no dialog or list is open. */
export function useShortcuts(state: BoardState, presentation: Presentation, toggleHelp: () => void): void {
  useEffect(() => {
    const { scope, setRange, setFilter } = state;
    const actions: Record<string, () => void> = {
      f: presentation.toggle,
      '?': toggleHelp,
      '[': () => setRange(shiftedRange(scope.range, -1, scope.data)),
      ']': () => setRange(shiftedRange(scope.range, 1, scope.data)),
      d: () => document.getElementById('board-from')?.focus(),
      c: () => focusFilter(state.board.filterMembers[0]),
      Escape: () => {
        if (presentation.isOn) return presentation.leave();
        for (const filter of scope.filters) if (filter.values.length > 0) setFilter(filter.member, []);
      },
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isBusy(event.target)) return;
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [state, presentation, toggleHelp]);
}

function focusFilter(member: string | undefined): void {
  if (member) document.getElementById(`board-${parameterOf(member)}`)?.focus();
}

function isBusy(target: EventTarget | null): boolean {
  if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]')) return true;
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}
