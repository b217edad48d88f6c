import type { AppErrorData } from '../../../contract/errors.ts';
import type { Language } from '../../../contract/language.ts';

/** What the thread is asked; one question per thread. */
export type ValueTask =
  | { kind: 'clv-fit'; body: Uint8Array; language: Language }
  | { kind: 'survival-fit'; body: Uint8Array; language: Language };

/** `bytes` is the JSON of the answer. `failure` null: a bug, told in `reason`. */
export type ValueMessage =
  | { kind: 'answer'; bytes: Uint8Array }
  | { kind: 'failure'; failure: AppErrorData | null; reason: string };
