import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { useUndoKeys } from '../../../ui/index.ts';
import { fromLink, toLink } from './link.ts';
import { useStand } from './stand.tsx';
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
  /** As the page starts, or as the report was saved. */
  isGiven: boolean;
}

/**
 * Settings of an analysis. On its page they are kept in the address (`q`, beside the report's id where it shows a saved
 * one), so that a link shows the same, and taken back by Ctrl+Z. On a board or on paper they are given.
 */
export function useSettings<T extends object>(schema: z.ZodType<T>, startsWith: T): Settings<T> {
  const stand = useStand();
  const isFixed = stand.settings !== null;
  const outside = stand.settings ?? stand.saved?.definition.settings ?? null;
  const given = useMemo(() => merged(startsWith, outside, schema), [startsWith, outside, schema]);
  const { q } = useSearch({ strict: false }) as { q?: string };
  const navigate = useNavigate();
  const [timeline, setTimeline] = useState(() => timelineOf(fromLink(q, schema, given)));
  const { present } = timeline;
  const link = toLink(present, given);
  const written = useRef(q ?? '');

  useEffect(() => {
    if (isFixed || written.current === link) return;
    written.current = link;
    void navigate({ to: '.', search: (former: object) => ({ ...former, q: link || undefined }), replace: true });
  }, [isFixed, link, navigate]);

  // Another link to this page, or the browser's way back.
  useEffect(() => {
    const read = q ?? '';
    if (isFixed || read === written.current) return;
    written.current = read;
    setTimeline(timelineOf(fromLink(read, schema, given)));
  }, [isFixed, q, schema, given]);

  const change = useCallback((part: Partial<T>, gesture = '') => {
    setTimeline((former) => changed(former, { ...former.present, ...part }, gesture, performance.now()));
  }, []);
  const undo = useCallback(() => setTimeline(undone), []);
  const redo = useCallback(() => setTimeline(redone), []);
  const reset = useCallback(() => setTimeline((former) => changed(former, given, '', performance.now())), [given]);
  useUndoKeys(undo, redo, !isFixed);

  return useMemo(
    () => ({
      ...{ value: isFixed ? given : present, change, undo, redo, reset },
      canUndo: timeline.past.length > 0,
      canRedo: timeline.future.length > 0,
      isGiven: link === '',
    }),
    [isFixed, given, present, change, undo, redo, reset, timeline, link],
  );
}

/** Saved settings over those the page starts with; what an older version saved and nobody reads any more is left out. */
function merged<T extends object>(startsWith: T, outside: object | null, schema: z.ZodType<T>): T {
  if (outside === null) return startsWith;
  const whole = schema.safeParse({ ...startsWith, ...outside });
  return whole.success ? whole.data : startsWith;
}
