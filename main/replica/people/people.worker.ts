import { parentPort } from 'node:worker_threads';
import { idCodes } from '../../ports/id-codes.ts';
import { countPeople, type People, type PersonCodes, type PersonTimes } from './count.ts';
import { nthTimes } from './nth-times.ts';
import { spreadCodes } from './row-codes.ts';
import type { FromPeopleThread, ToPeopleThread } from './threads.ts';

/** Entry of a thread that counts the different people among a share of all histories, one task after the other. */
let histories: People | null = null;
/** By field and share. */
let byPerson = new Map<string, Uint32Array | Float64Array>();
const mostKept = 8;

parentPort?.on('message', (message: ToPeopleThread) => {
  if (message.type === 'histories') {
    histories = message.histories;
    byPerson = new Map();
    return;
  }
  const { id, share } = message;
  let reason: string | null = null;
  try {
    if (!histories) throw new Error('no histories yet');
    if (message.type === 'codes') spreadCodes(histories, message.task, share);
    else countPeople(histories, message.task, share, { codes: personCodes, times: personTimes }, message.counts);
  } catch (error) {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  parentPort?.postMessage({ id, reason } satisfies FromPeopleThread);
});

const personCodes: PersonCodes = ({ codes, version }, { from, to }) =>
  kept(`${from} ${to} ${version}`, () => {
    const profileIds = histories?.arrays.profileIds.subarray(from, to) ?? new Uint32Array(0);
    const byId = idCodes(codes);
    const own = new Uint32Array(profileIds.length);
    for (let person = 0; person < own.length; person += 1) own[person] = byId[profileIds[person] as number] ?? 0;
    return own;
  });

const personTimes: PersonTimes = (task, nth, share) =>
  kept(`${share.from} ${share.to} ${nth} ${task.zone} ${task.names}`, () =>
    histories ? nthTimes(histories, task, nth, share) : new Float64Array(0),
  );

function kept<T extends Uint32Array | Float64Array>(key: string, make: () => T): T {
  const known = byPerson.get(key);
  if (known) return known as T;
  const own = make();
  byPerson.set(key, own);
  const [oldest] = byPerson.keys();
  if (byPerson.size > mostKept && oldest !== undefined) byPerson.delete(oldest);
  return own;
}
