import { errorSentence } from '../../contract/error-words.ts';
import { AppError, type ErrorDetail } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import { type ErrorStatus, httpStatus } from './http-status.ts';

export interface ErrorAnswer {
  status: ErrorStatus;
  body: { error: { code: string; message: string; details: ErrorDetail[] } };
}

/** The one error shape of the API, in the reader's language. */
export function errorAnswer(error: AppError, language: Language): ErrorAnswer {
  return {
    status: httpStatus[error.code],
    body: {
      error: {
        code: error.code,
        message: errorSentence(error.code, error.params, language),
        details: error.details,
      },
    },
  };
}

/** Anything that is not an AppError is a bug of ours: its text may hold secrets and goes to the log only. */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('host/internal', { cause: error });
}
