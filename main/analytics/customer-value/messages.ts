import type { AppErrorData } from '../../../contract/errors.ts';
import type { Language } from '../../../contract/language.ts';
import type { IntervalKind } from '../survival/kaplan-meier.ts';
import type { ChurnFacts, ChurnFit, ChurnTerms } from './churn-model-task.ts';
import type { ClvExtras } from './clv-extras.ts';
import type { clvPersons } from './clv-task.ts';
import type { Packed } from './packed-rows.ts';
import type { RfmTerms, rfmPersons } from './rfm-task.ts';
import type { PackedLifetimes } from './survival-task.ts';
import type { ClvTerms } from './value-customers.ts';

/** What the thread is asked; one question per thread. */
export type ValueTask =
  | { kind: 'clv-fit'; body: Uint8Array; language: Language }
  | { kind: 'survival-fit'; body: Uint8Array; language: Language }
  | { kind: 'clv'; packed: Packed; terms: ClvTerms; extras: ClvExtras; limit: number }
  | { kind: 'clv-persons'; packed: Packed; terms: ClvTerms; cell: Parameters<typeof clvPersons>[2] }
  | { kind: 'rfm'; packed: Packed; terms: RfmTerms }
  | { kind: 'rfm-persons'; packed: Packed; terms: RfmTerms; page: Parameters<typeof rfmPersons>[2] }
  | { kind: 'churn-model'; facts: ChurnFacts; terms: ChurnTerms }
  | { kind: 'survival'; groups: PackedLifetimes[]; interval: IntervalKind; head: object };

/** `bytes` is the JSON of the answer, or the answer is a fitted model. `failure` null: a bug, told in `reason`. */
export type ValueAnswer = { kind: 'answer'; bytes: Uint8Array } | { kind: 'churn-fit'; fit: ChurnFit };
export type ValueMessage = ValueAnswer | { kind: 'failure'; failure: AppErrorData | null; reason: string };
