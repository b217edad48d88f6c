import { parentPort } from 'node:worker_threads';
import { idCodes } from '../../ports/id-codes.ts';
import { countPeople, type People, type PersonCodes } from './count.ts';
import type { FromPeopleThread, ToPeopleThread } from './threads.ts';

/** Entry of a thread that counts the different people among a share of all histories, one task after the other. */
let histories: People | null = null;
/** By field and share. */
let byPerson = new Map<string, Uint32Array>();
const mostKept = 8;

parentPort?.on('message', (message: ToPeopleThread) => {
  if (message.type === 'histories') {
    histories = message.histories;
    byPerson = new Map();
    return;
  }
  const { id, task, share, counts } = message;
  let reason: string | null = null;
  try {
    if (!histories) throw new Error('no histories yet');
    countPeople(histories, task, share, personCodes, counts);
  } catch (error) {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  parentPort?.postMessage({ id, reason } satisfies FromPeopleThread);
});

const personCodes: PersonCodes = ({ codes, version }, { from, to }) => {
  const key = `${from} ${to} ${version}`;
  const known = byPerson.get(key);
  if (known) return known;
  const profileIds = histories?.arrays.profileIds.subarray(from, to) ?? new Uint32Array(0);
  const byId = idCodes(codes);
  const own = new Uint32Array(profileIds.length);
  for (let person = 0; person < own.length; person += 1) own[person] = byId[profileIds[person] as number] ?? 0;
  byPerson.set(key, own);
  const [oldest] = byPerson.keys();
  if (byPerson.size > mostKept && oldest !== undefined) byPerson.delete(oldest);
  return own;
};
