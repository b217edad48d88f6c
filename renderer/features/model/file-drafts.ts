import { useCallback, useState } from 'react';
import { z } from 'zod';

/** What was typed into a file and is not saved yet, and the version it was typed upon; 0 for a new file. */
const draft = z.object({ content: z.string(), version: z.number() });
export type FileDraft = z.infer<typeof draft>;
export type FileDrafts = Readonly<Record<string, FileDraft>>;

const key = 'luopan.model-drafts';

/** Kept in this window, so that neither another file nor another page nor a reload costs what was typed. */
function kept(): FileDrafts {
  try {
    return z.record(z.string(), draft).parse(JSON.parse(sessionStorage.getItem(key) ?? '{}'));
  } catch {
    return {};
  }
}

/** Files with unsaved text, and what changes or drops the text of one. */
export function useFileDrafts(): { drafts: FileDrafts; keep: (name: string, draft: FileDraft | null) => void } {
  const [drafts, setDrafts] = useState(kept);
  const keep = useCallback((name: string, next: FileDraft | null) => {
    setDrafts((now) => {
      const { [name]: _, ...others } = now;
      const all = next ? { ...others, [name]: next } : others;
      sessionStorage.setItem(key, JSON.stringify(all));
      return all;
    });
  }, []);
  return { drafts, keep };
}
