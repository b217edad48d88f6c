import type { SequenceOrigin } from '../../replica/index.ts';

/** Where events come from, numbered. Written here again, because the thread that walks must not load the replica. */
const numbers: Record<SequenceOrigin, number> = { events: 0, orders: 1, survey_responses: 2, tickets: 3 };

export const origins = Object.keys(numbers) as SequenceOrigin[];
export const originNumber = (origin: SequenceOrigin): number => numbers[origin];
