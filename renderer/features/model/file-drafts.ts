import { useMemo, useState } from 'react';
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

interface Drafts {
  drafts: FileDrafts;
  keep: (name: string, draft: FileDraft | null) => void;
  /** A version has come: what was typed since `content` was sent (null: nothing was) is a change of that one. */
  follow: (name: string, version: number, content: string | null) => void;
}

/** Files with unsaved text, and what changes or drops the text of one, also when the page has been left meanwhile. */
export function useFileDrafts(): Drafts {
  const [drafts, setDrafts] = useState(kept);
  return useMemo(() => {
    const keep = (name: string, next: FileDraft | null): void => {
      const { [name]: _, ...others } = kept();
      const all = next ? { ...others, [name]: next } : others;
      sessionStorage.setItem(key, JSON.stringify(all));
      setDrafts(all);
    };
    const follow = (name: string, version: number, content: string | null): void => {
      const typed = kept()[name];
      if (typed) keep(name, typed.content === content ? null : { ...typed, version });
    };
    return { drafts, keep, follow };
  }, [drafts]);
}
