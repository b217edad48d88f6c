import { parentPort } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { fitChurn } from './churn-model-task.ts';
import { clvPersons, clvResult } from './clv-task.ts';
import { fitClvRequest } from './fit-clv.ts';
import { fitSurvivalRequest } from './fit-survival.ts';
import type { ValueAnswer, ValueMessage, ValueTask } from './messages.ts';
import { rfmPersons, rfmResult } from './rfm-task.ts';
import { survivalResult } from './survival-task.ts';

/** Entry of a thread that answers one question and ends. */
function run(task: Exclude<ValueTask, { kind: 'churn-model' }>): Uint8Array {
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

function answer(task: ValueTask): ValueAnswer {
  if (task.kind === 'churn-model') return { kind: 'churn-fit', fit: fitChurn(task.facts, task.terms) };
  return { kind: 'answer', bytes: run(task) };
}

/** Memory that changes hands instead of being copied. */
function buffersOf(message: ValueAnswer): ArrayBuffer[] {
  const arrays = message.kind === 'answer' ? [message.bytes] : Object.values(message.fit.customers);
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}

parentPort?.once('message', (task: ValueTask) => {
  try {
    const message = answer(task);
    parentPort?.postMessage(message, buffersOf(message));
  } catch (error) {
    parentPort?.postMessage(failure(error));
  }
});
