import type { AppErrorData } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { PivotRequest } from '../../contract/pivot.ts';
import type { PivotFileRequest } from '../../contract/pivot-file.ts';
import type { PeopleAnswer, PeopleQuestion } from '../replica/index.ts';
import type { ModelParts } from '../semantic/index.ts';

/** What an answer depends on besides the question. */
export interface PivotTerms {
  timezone: string;
  weekStart: number;
  fiscalStart: number;
  currency: string;
  language: Language;
  /** Who asks, in what state of data and settings: answers of one are never given to another. */
  state: string;
}

export type PivotTask =
  | { kind: 'window'; request: PivotRequest; terms: PivotTerms }
  | { kind: 'file'; request: PivotFileRequest; terms: PivotTerms };

export type ToPivotWorker =
  | { type: 'task'; id: number; task: PivotTask }
  | { type: 'answer'; askId: number; status: number; body: Uint8Array }
  | { type: 'told'; askId: number; told: ModelParts | PeopleAnswer | null }
  | { type: 'unanswered'; askId: number; error: AppErrorData }
  | { type: 'cancel'; id: number };

export type FromPivotWorker =
  /** A call of Cube's REST API wanted on behalf of a task. */
  | { type: 'ask'; askId: number; id: number; url: string; body: Uint8Array | null }
  /** What members of the model are made of. */
  | { type: 'parts'; askId: number; id: number }
  /** People wanted of the index of histories; null where it cannot tell. */
  | { type: 'count'; askId: number; id: number; question: PeopleQuestion }
  | { type: 'done'; id: number; bytes: Uint8Array }
  | { type: 'failed'; id: number; error: AppErrorData | null; reason: string };
