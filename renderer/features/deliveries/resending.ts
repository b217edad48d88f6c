import type { DeliveryRun } from '../../../contract/deliveries.ts';

/**
 * Whether something of a run may be sent again: it has ended, and not all of it is known to have left. A run that
 * failed before it came to its readers is made whole; whom a test was for is not known then.
 */
export function mayBeResent({ finishedAt, status, trigger, deliveries }: DeliveryRun): boolean {
  if (finishedAt === null || (status !== 'failed' && status !== 'partial')) return false;
  return deliveries.length === 0 ? trigger !== 'test' : deliveries.some((one) => one.status !== 'sent');
}
