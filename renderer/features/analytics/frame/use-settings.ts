import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { fromLink, toLink } from './link.ts';
import { changed, redone, timelineOf, undone } from './timeline.ts';

export interface Settings<T> {
  value: T;
  /** Replaces some fields. `gesture` names a continuous edit, which is taken back in one step. */
  change: (part: Partial<T>, gesture?: string) => void;
  undo: () => void;
  redo: () => void;
  reset: () => void;
  canUndo: boolean;
  canRedo: boolean;
  isGiven: boolean;
}

/** Settings of an analysis: kept in the address (`q`), so that a link shows the same, and taken back by Ctrl+Z. */
export function useSettings<T extends object>(schema: z.ZodType<T>, given: T): Settings<T> {
  const { q } = useSearch({ strict: false }) as { q?: string };
  const navigate = useNavigate();
  const [timeline, setTimeline] = useState(() => timelineOf(fromLink(q, schema, given)));
  const { present } = timeline;
  const link = toLink(present, given);
  const written = useRef(q ?? '');

  useEffect(() => {
    if (written.current === link) return;
    written.current = link;
    void navigate({ to: '.', search: (former: object) => ({ ...former, q: link || undefined }), replace: true });
  }, [link, navigate]);

  // Another link to this page, or the browser's way back.
  useEffect(() => {
    const read = q ?? '';
    if (read === written.current) return;
    written.current = read;
    setTimeline(timelineOf(fromLink(read, schema, given)));
  }, [q, schema, given]);

  const change = useCallback((part: Partial<T>, gesture = '') => {
    setTimeline((former) => changed(former, { ...former.present, ...part }, gesture, performance.now()));
  }, []);
  const undo = useCallback(() => setTimeline(undone), []);
  const redo = useCallback(() => setTimeline(redone), []);
  const reset = useCallback(() => setTimeline((former) => changed(former, given, '', performance.now())), [given]);
  useUndoKeys(undo, redo);

  return useMemo(
    () => ({
      ...{ value: present, change, undo, redo, reset },
      canUndo: timeline.past.length > 0,
      canRedo: timeline.future.length > 0,
      isGiven: link === '',
    }),
    [present, change, undo, redo, reset, timeline, link],
  );
}

/** Ctrl+Z and Ctrl+Shift+Z or Ctrl+Y, except where a text field takes back its own letters. */
function useUndoKeys(undo: () => void, redo: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [undo, redo]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type === 'text' && target.value !== '' && !target.readOnly;
}
