import type { FunnelScan } from './scan.ts';

/** Goes through the people of a scan; ends where its `check` throws. */
export function eachPerson(
  { people, check }: Pick<FunnelScan, 'people' | 'check'>,
  take: (person: number) => void,
): void {
  for (let person = people.from; person < people.to; person += 1) {
    if ((person & 8191) === 0) check?.();
    take(person);
  }
}
