import type { ConnectionFailure, Sync } from '../../contract/connections.ts';
import { errorSentence, errorWords } from '../../contract/error-words.ts';
import type { Language } from '../../contract/language.ts';
import type { StoredFailure, StoredSync } from './records.ts';

/** A failure in the reader's language. */
export function wordedFailure({ params, ...failure }: StoredFailure, language: Language): ConnectionFailure {
  // A store may hold a code of a later version.
  const message = Object.hasOwn(errorWords, failure.code)
    ? errorSentence(failure.code, params, language)
    : failure.code;
  return { ...failure, message };
}

export function wordedSync({ runId: _runId, ...sync }: StoredSync, language: Language): Sync {
  return {
    ...sync,
    createdAt: new Date(sync.createdAt).toISOString(),
    startedAt: isoOf(sync.startedAt),
    finishedAt: isoOf(sync.finishedAt),
    retryAt: isoOf(sync.retryAt),
    error: sync.error && wordedFailure(sync.error, language),
    streams: sync.streams.map((stream) => ({
      ...stream,
      error: stream.error && wordedFailure(stream.error, language),
    })),
  };
}

const isoOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
