import { zoneRules } from '../../ports/zone.ts';
import type { People, PeopleShare } from './count.ts';
import type { CountTask, Gate } from './question.ts';

/**
 * Local ms of every person's first or second wanted row of all history, whatever the dates asked; infinitely late where
 * there is none.
 */
export function nthTimes(
  { arrays }: People,
  { names: wanted, zone }: Pick<CountTask, 'names' | 'zone'>,
  nth: Gate['nth'],
  share: PeopleShare,
): Float64Array {
  const { offsets, names, times } = arrays;
  const rules = zoneRules(zone);
  const found = new Float64Array(share.to - share.from).fill(Number.POSITIVE_INFINITY);
  for (let person = share.from; person < share.to; person += 1) {
    const end = offsets[person + 1] as number;
    let left = nth as number;
    for (let row = offsets[person] as number; row < end && left > 0; row += 1) {
      if (wanted[names[row] as number] === 0) continue;
      left -= 1;
      if (left === 0) found[person - share.from] = rules.toLocal(times[row] as number);
    }
  }
  return found;
}
