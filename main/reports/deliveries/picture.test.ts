import { expect, it } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { exportInput } from '../../../contract/exports.ts';
import type { ExportRow } from '../export-rows.ts';
import { messagePicture } from './picture.ts';

const order = exportInput.parse({ target: { board: 'overview' }, format: 'png', lang: 'en' });
const never = () => new Promise<never>(() => {});
const row = (change: Partial<ExportRow>) => ({ id: 'x', ...change }) as ExportRow;

function asked(ended: () => Promise<ExportRow>, waitMs: number, signal?: AbortSignal) {
  const cancelled: string[] = [];
  const exports = {
    submit: async () => row({}),
    ended,
    file: never,
    cancel: async (id: string) => void cancelled.push(id),
  };
  const of = {
    ...{ exports, waitMs, origin: 'alert:1', logger: { log: () => undefined } },
    principal: { actor: 'a', role: 'owner' as const },
    ...(signal ? { signal } : {}),
  };
  return { made: messagePicture(order, of as unknown as Parameters<typeof messagePicture>[1]), cancelled };
}

it('a picture that takes too long is given up, and said to be missing', async () => {
  const { made, cancelled } = asked(never, 1);
  expect(await made).toEqual({ picture: null, isMissing: true });
  expect(cancelled).toEqual(['x']);
});

it('who is told to stop does not wait for it, and does not go on without it', async () => {
  const stop = new AbortController();
  const { made, cancelled } = asked(never, 3_600_000, stop.signal);
  stop.abort(new AppError('jobs/cancelled'));
  await expect(made).rejects.toMatchObject({ code: 'jobs/cancelled' });
  expect(cancelled).toEqual(['x']);
});

it('one that fails is missing; a machine that prints no pages makes no excuses', async () => {
  const failed = (code: AppError['code']) => async () =>
    row({ status: 'failed', error: { code, params: {}, details: [] } });
  expect(await asked(failed('exports/print-failed'), 3_600_000).made).toEqual({ picture: null, isMissing: true });
  expect(await asked(failed('exports/printer-missing'), 3_600_000).made).toEqual({ picture: null, isMissing: false });
});
