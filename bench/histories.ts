import type { SequenceView } from '../main/analytics/index.ts';
import { randomFrom, zipf } from './random.ts';

const dayMs = 86_400_000;
const firstMs = Date.UTC(2022, 0, 1);
const days = 1096;

/** The histories of the bench world without a store: so many events of so many people, some far busier than others. */
export function makeHistories(people: number, events: number, nameCount = 12): SequenceView {
  const random = randomFrom(7);
  const counts = new Uint32Array(people);
  for (let i = 0; i < events; i += 1) {
    const person = Math.floor(random() ** 2 * people);
    counts[person] = (counts[person] as number) + 1;
  }
  const offsets = new Uint32Array(people + 1);
  for (let person = 0; person < people; person += 1) {
    offsets[person + 1] = (offsets[person] as number) + (counts[person] as number);
  }
  const times = new Float64Array(new SharedArrayBuffer(events * 8));
  const names = new Uint16Array(new SharedArrayBuffer(events * 2));
  for (let person = 0; person < people; person += 1) {
    const own = times.subarray(offsets[person], offsets[person + 1]);
    for (let i = 0; i < own.length; i += 1) own[i] = firstMs + Math.floor(random() * days * dayMs);
    own.sort();
  }
  for (let i = 0; i < events; i += 1) names[i] = zipf(random(), nameCount);
  return { people, offsets, times, names, nameCount };
}
