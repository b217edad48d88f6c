import { errorSentence, errorWords } from '../../../contract/error-words.ts';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { ImportState, Reject, RejectCode } from '../../../contract/imports.ts';
import type { Language } from '../../../contract/language.ts';
import { rejectSentence, rejectWords } from '../../../contract/reject-words.ts';
import type { ImportRecord, RejectRow } from '../../hub/index.ts';

/** An import as clients see it, its error in the reader's language. */
export function importState(record: ImportRecord, language: Language): ImportState {
  const { error, createdAt, startedAt, finishedAt, ...rest } = record;
  return {
    ...rest,
    createdAt: new Date(createdAt).toISOString(),
    startedAt: isoOf(startedAt),
    finishedAt: isoOf(finishedAt),
    error: error && { code: error.code, message: sentence(error.code, error.params, language) },
  };
}

/** One value that kept a row out, its reason in the reader's language. */
export function rejectOf({ rowNumber, field, value, code, params }: RejectRow, language: Language): Reject {
  const message = isRejectCode(code) ? rejectSentence(code, params, language) : code;
  return { rowNumber, field, value, code, message };
}

function isRejectCode(code: string): code is RejectCode {
  return Object.hasOwn(rejectWords, code);
}

/** A store may hold a code of a later version. */
function sentence(code: ErrorCode, params: Record<string, string | number>, language: Language): string {
  return Object.hasOwn(errorWords, code) ? errorSentence(code, params, language) : code;
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
