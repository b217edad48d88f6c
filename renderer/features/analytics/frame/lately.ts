import type { DateRange } from '../../../queries/index.ts';
import { daysOf } from './range.ts';
import type { World } from './world.ts';

/**
 * Events that happened within the newest twelve months of the data: an analysis that starts with one of another year
 * would start empty. All of them where none did.
 */
export function eventsLately({ events, data }: Pick<World, 'events' | 'data'>): World['events'] {
  const { from } = daysOf({ preset: 'last-12-months' }, data);
  const found = events.filter(({ events: count, lastAt }) => count > 0 && lastAt !== null && lastAt >= from);
  return found.length > 0 ? found : events;
}

/** What an analysis of one event starts with: the order, else what most people did, tracked events first. */
export function eventToStartWith(world: Pick<World, 'events' | 'data'>): string {
  const events = eventsLately(world).toSorted(
    (a, b) => Number(a.isDerived) - Number(b.isDerived) || b.people - a.people,
  );
  const order = events.find(({ name, events: count }) => name === 'order_placed' && count > 0);
  return (order ?? events[0])?.name ?? 'order_placed';
}

const monthsOf = ({ from, to }: DateRange): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7)) + 1;

/** A cohort table reads best whole: up to two years of data are shown, of longer histories the last twelve months. */
export const cohortRange = (data: DateRange) =>
  ({ preset: monthsOf(data) > 12 && monthsOf(data) <= 24 ? 'all' : 'last-12-months' }) as const;
