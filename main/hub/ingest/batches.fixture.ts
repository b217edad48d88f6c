import type { IngestItem } from './item.ts';

const nothing = { email: null, phone: null, event: null, traits: null, otherId: null };

/** A deterministic batch: visitors who look around, some of whom say who they are, on shared devices too. */
export function batchNumber(number: number): IngestItem[] {
  const items: IngestItem[] = [];
  for (let index = 0; index < 12; index += 1) {
    const seed = (number * 12 + index) * 2_654_435_761;
    const visitor = `a${(seed >>> 8) % 60}`;
    const customer = `c${(seed >>> 5) % 25}`;
    const common = { ...nothing, messageId: `m${number}-${index}`, at: 1_700_000_000_000 + number * 1000 + index };
    const event = { name: `Event ${index % 3}`, sessionId: null, properties: `{"n":${number}}` };
    if (index === 4)
      items.push({ ...common, kind: 'identify', customerId: customer, anonymousId: visitor, traits: traitsOf(number) });
    else if (index === 8 && number % 9 === 0) {
      items.push({ ...common, kind: 'alias', customerId: customer, anonymousId: null, otherId: `old-${customer}` });
    } else if (index % 3 === 0)
      items.push({ ...common, kind: 'event', customerId: customer, anonymousId: null, event });
    else items.push({ ...common, kind: 'event', customerId: null, anonymousId: visitor, event });
  }
  return items;
}

const traitsOf = (number: number) => ({
  ...{ name: `Name ${number}`, country: null, region: null, city: null, firstSeen: null },
  rest: `{"seen":${number}}`,
});
