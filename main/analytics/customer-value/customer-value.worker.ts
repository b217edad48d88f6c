import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { atRiskIds, atRiskResult, churnModelResult } from './churn-model-task.ts';
import { clvPersons, clvResult } from './clv-task.ts';
import { fitClvRequest } from './fit-clv.ts';
import { fitSurvivalRequest } from './fit-survival.ts';
import type { ValueMessage, ValueTask } from './messages.ts';
import { rfmPersons, rfmResult } from './rfm-task.ts';
import { survivalResult } from './survival-task.ts';

/** Entry of a thread that answers one question and ends. */
function run(task: ValueTask): Uint8Array {
  switch (task.kind) {
    case 'clv-fit':
      return fitClvRequest(task.body, task.language);
    case 'survival-fit':
      return fitSurvivalRequest(task.body, task.language);
    case 'clv':
      return json(clvResult(task.packed, task.terms, task.extras, task.limit));
    case 'clv-persons':
      return json(clvPersons(task.packed, task.terms, task.cell));
    case 'rfm':
      return json(rfmResult(task.packed, task.terms));
    case 'rfm-persons':
      return json(rfmPersons(task.packed, task.terms, task.page));
    case 'churn-model':
      return json(churnModelResult(task.facts, task.terms));
    case 'at-risk':
      return json(atRiskResult(task.facts, task.terms, task.page));
    case 'at-risk-ids':
      return json(atRiskIds(task.facts, task.terms, task.cell));
    case 'survival':
      return survivalResult(task.groups, task.interval, task.head);
  }
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function failure(error: unknown): ValueMessage {
  if (error instanceof AppError) {
    const { code, params, details } = error;
    return { kind: 'failure', failure: { code, params, details }, reason: code };
  }
  return { kind: 'failure', failure: null, reason: error instanceof Error ? (error.stack ?? '') : String(error) };
}

try {
  const bytes = run(workerData as ValueTask);
  parentPort?.postMessage({ kind: 'answer', bytes } satisfies ValueMessage, [bytes.buffer as ArrayBuffer]);
} catch (error) {
  parentPort?.postMessage(failure(error));
}
