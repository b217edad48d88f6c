import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { ImportOptions } from '../../../contract/imports.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { isAbort, RequestError } from '../../transport/index.ts';
import { type ImportDefaults, sentOptions } from './import-defaults.ts';
import { type DraftAction, emptyDraft, type ImportDraft, type Problem, reduceDraft } from './import-draft.ts';
import { filledMapping } from './mapping-plan.ts';
import { fetchPreview, startImport } from './requests.ts';

export interface ImportWizard {
  draft: ImportDraft;
  dispatch: (action: DraftAction) => void;
  /** `uploadId` when the host has the bytes already: the desktop handed the file over. */
  pick: (file: File, uploadId?: string | null) => void;
  /** The file picked last, once more. */
  retry: (() => void) | null;
  /** Has the same file read again with another encoding or delimiter. */
  reread: (options: ImportOptions) => void;
  /** Calls `onStarted` with the new import's id once the host has the file safe. */
  start: (defaults: ImportDefaults | null, onStarted: (id: string) => void) => void;
  /** Gives up what is under way and goes back to the drop zone. */
  leave: () => void;
}

/** The wizard's state with the requests that move it. Leaving the page gives up a running upload. */
export function useImportWizard(): ImportWizard {
  const [draft, dispatch] = useReducer(reduceDraft, emptyDraft);
  const file = useRef<File | null>(null);
  const running = useRef<AbortController | null>(null);
  const problemOf = useProblem();
  useEffect(() => () => running.current?.abort(), []);

  const attempt = useCallback(
    async (work: (signal: AbortSignal) => Promise<DraftAction | null>) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      try {
        const action = await work(controller.signal);
        if (action !== null && !controller.signal.aborted) dispatch(action);
      } catch (error) {
        if (!controller.signal.aborted && !isAbort(error)) dispatch({ type: 'failed', problem: problemOf(error) });
      }
    },
    [problemOf],
  );

  const pick = useCallback(
    (picked: File, kept: string | null = null) => {
      file.current = picked;
      dispatch({ type: 'picked', file: { name: picked.name, sizeBytes: picked.size } });
      void attempt(async (signal) => {
        const onSent = (bytes: number) => dispatch({ type: 'sent', bytes: Math.min(bytes, picked.size) });
        const preview = await fetchPreview({ file: picked, uploadId: kept }, null, { onSent, signal });
        return { type: 'previewed', preview };
      });
    },
    [attempt],
  );

  const source = () =>
    file.current !== null && draft.step === 'map' ? { file: file.current, uploadId: draft.preview.uploadId } : null;

  const reread = (options: ImportOptions) => {
    const from = source();
    if (from === null) return;
    dispatch({ type: 'rereading', options });
    void attempt(async (signal) => {
      return { type: 'previewed', preview: await fetchPreview(from, options, { signal }) };
    });
  };

  const start = (defaults: ImportDefaults | null, onStarted: (id: string) => void) => {
    const from = source();
    if (from === null || draft.step !== 'map' || draft.activity === 'starting') return;
    const { entity, mapping, options } = draft;
    dispatch({ type: 'starting' });
    void attempt(async (signal) => {
      const { id } = await startImport(from, {
        entity,
        mapping: filledMapping(mapping),
        options: sentOptions(options, defaults),
      });
      if (!signal.aborted) onStarted(id);
      return null;
    });
  };

  const leave = () => {
    running.current?.abort();
    dispatch({ type: 'reset' });
  };

  const last = file.current;
  return { draft, dispatch, pick, retry: last === null ? null : () => pick(last), reread, start, leave };
}

function useProblem(): (error: unknown) => Problem {
  const { t } = useTranslation('import');
  const sentence = useErrorSentence();
  const latest = useRef({ t, sentence });
  latest.current = { t, sentence };
  return useCallback((error: unknown): Problem => {
    const isNetwork = error instanceof RequestError && error.status === 0;
    return {
      code: error instanceof RequestError ? error.code : 'unknown',
      message: isNetwork ? latest.current.t('problems.network') : latest.current.sentence(error),
      details: error instanceof RequestError ? error.details : [],
      isNetwork,
    };
  }, []);
}
