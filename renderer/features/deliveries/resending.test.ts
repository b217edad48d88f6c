import { expect, it } from 'vitest';
import type { DeliveryRun } from '../../../contract/deliveries.ts';
import { mayBeResent } from './resending.ts';

type Status = DeliveryRun['deliveries'][number]['status'];

function run(status: DeliveryRun['status'], deliveries: Status[], changes: Partial<DeliveryRun> = {}): DeliveryRun {
  const at = '2026-01-05T01:00:00Z';
  return {
    ...{ id: 'r', trigger: 'time', dueAt: at, startedAt: at, finishedAt: at, status, reason: null },
    deliveries: deliveries.map((one) => ({
      ...{ id: 'd', value: '', channelId: 'c', address: 'a@example.com', exportId: null },
      ...{ status: one, error: null, sentAt: null },
    })),
    ...changes,
  };
}

it('offers to send again whatever is not known to have left', () => {
  expect(mayBeResent(run('partial', ['sent', 'failed']))).toBe(true);
  expect(mayBeResent(run('partial', ['sent', 'unknown']))).toBe(true);
  // Cancelled before it began, and cut off while it was sent again.
  expect(mayBeResent(run('failed', ['waiting', 'waiting']))).toBe(true);
  expect(mayBeResent(run('failed', ['sending']))).toBe(true);
});

it('makes a run whole that came to no reader, except a try', () => {
  expect(mayBeResent(run('failed', []))).toBe(true);
  expect(mayBeResent(run('failed', [], { trigger: 'test' }))).toBe(false);
  expect(mayBeResent(run('failed', ['failed'], { trigger: 'test' }))).toBe(true);
});

it('offers nothing where all has left, on a day off, and while it is still sent', () => {
  expect(mayBeResent(run('succeeded', ['sent', 'sent']))).toBe(false);
  expect(mayBeResent(run('skipped', []))).toBe(false);
  expect(mayBeResent(run('running', ['sent', 'waiting'], { finishedAt: null }))).toBe(false);
});
