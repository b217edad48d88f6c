import { GrowingArray } from '../numeric/growing-array.ts';
import { selectQuantiles } from '../numeric/select.ts';
import { EventMasks, type EventMatcher } from '../sequence/view.ts';
import { type Rounds, type Run, together } from './run.ts';
import type { JourneyResult, JourneyTask } from './task.ts';
import { fateOf, Ways } from './ways.ts';
import type { World } from './world.ts';

/** What the people of a share add. */
interface Part {
  persons: number;
  /** By touchpoint. */
  points: { position: number; ended: number; fromStart: Float64Array }[];
  /** Between one touchpoint and the next, in the order that all shares together give. */
  links: (Pick<JourneyResult['links'][number], 'from' | 'to' | 'persons' | 'continued' | 'detoured' | 'dropped'> & {
    seconds: Float64Array;
  })[];
}
/** Where a touchpoint stands. */
interface Placed {
  index: number;
  position: number;
  met: number;
}

/** The average way through touchpoints, or the people of a cell of it. */
export class JourneyRun implements Run<Part, JourneyResult> {
  readonly #world: World;
  readonly #task: JourneyTask;
  #points: EventMatcher[] = [];
  #names: (string | null)[] = [];

  constructor(world: World, task: JourneyTask) {
    this.#world = world;
    this.#task = task;
  }

  *part(): Rounds<Part> {
    yield* this.#choosePoints();
    const tallies = this.#points.map(() => ({ position: 0, ended: 0, fromStart: new GrowingArray() }));
    const ways = this.#ways();
    const { times } = this.#world.view;
    const isMet = new Uint8Array(tallies.length);
    let persons = 0;
    ways.walk(true, ({ points, at, from, to, startMs }) => {
      persons += 1;
      isMet.fill(0);
      let position = 0;
      for (let i = from; i < to; i += 1) {
        const point = points[i] as number;
        if (isMet[point] === 1) continue;
        isMet[point] = 1;
        position += 1;
        const tally = tallies[point] as (typeof tallies)[number];
        tally.position += position;
        tally.fromStart.push(((times[at[i] as number] as number) - startMs) / 1000);
      }
      (tallies[points[to - 1] as number] as (typeof tallies)[number]).ended += 1;
    });
    const mine = tallies.map(({ position, fromStart }, index) => ({ index, position, met: fromStart.length }));
    const all = yield* together(mine);
    return {
      persons,
      points: tallies.map(({ fromStart, ...tally }) => ({ ...tally, fromStart: fromStart.view().slice() })),
      links: this.#links(
        ways,
        inOrder(all).map(({ index }) => index),
      ),
    };
  }

  figures(parts: readonly Part[]): JourneyResult {
    const persons = parts.reduce((sum, part) => sum + part.persons, 0);
    const ordered = inOrder(
      parts.map(({ points }) =>
        points.map(({ position, fromStart }, index) => ({ index, position, met: fromStart.length })),
      ),
    );
    return {
      persons,
      touchpoints: ordered.map(({ index, position, met }) => {
        const points = parts.flatMap((part) => part.points[index] ?? []);
        const ended = points.reduce((sum, point) => sum + point.ended, 0);
        const fromStart = joined(points.map((point) => point.fromStart));
        return {
          ...{ index, name: this.#names[index] ?? null, persons: met, share: met / persons, ended },
          ...{ averagePosition: position / met, endedShare: ended / met },
          averageSecondsFromStart: meanOf(fromStart) ?? 0,
          medianSecondsFromStart: medianOf(fromStart) ?? 0,
        };
      }),
      links: (parts[0]?.links ?? []).map(({ from, to }, i) => {
        const links = parts.flatMap((part) => part.links[i] ?? []);
        const sum = (of: (link: Part['links'][number]) => number): number =>
          links.reduce((total, link) => total + of(link), 0);
        const seconds = joined(links.map((link) => link.seconds));
        const all = sum((link) => link.persons);
        const dropped = sum((link) => link.dropped);
        return {
          ...{ from, to, persons: all, continued: sum((link) => link.continued) },
          ...{ detoured: sum((link) => link.detoured), dropped },
          dropOff: all > 0 ? dropped / all : null,
          ...{ averageSeconds: meanOf(seconds), medianSeconds: medianOf(seconds) },
        };
      }),
    };
  }

  *people(): Rounds<Uint32Array> {
    yield* this.#choosePoints();
    const { cell } = this.#task;
    const found: number[] = [];
    this.#ways().walk(false, (way, person) => {
      if (!cell) return;
      const isMet = (point: number): boolean => (way.first[point] ?? -1) >= 0;
      const isIn =
        'touchpoint' in cell
          ? isMet(cell.touchpoint) && (cell.state === 'met' || way.points[way.to - 1] === cell.touchpoint)
          : isMet(cell.from) && fateOf(way, cell.from, cell.to).state === cell.state;
      if (isIn) found.push(this.#world.profileIds[person] as number);
    });
    return Uint32Array.from(found);
  }

  /** Those asked for, or the names most people have: of all shares. */
  *#choosePoints(): Rounds<void> {
    const { touchpoints } = this.#task;
    if (touchpoints) {
      this.#points = touchpoints.map((entity) => this.#world.matcher(entity));
      this.#names = touchpoints.map(() => null);
      return;
    }
    const counts = yield* together(peopleByName(this.#world, this.#task));
    const found = mostMet(this.#world, this.#task, counts);
    this.#points = found.map(({ matcher }) => matcher);
    this.#names = found.map(({ name }) => name);
  }

  #links(ways: Ways, ordered: readonly number[]): Part['links'] {
    const { times } = this.#world.view;
    const links = ordered.slice(0, -1).map((from, i) => ({
      ...{ from, to: ordered[i + 1] as number, persons: 0, continued: 0, detoured: 0, dropped: 0 },
      seconds: new GrowingArray(),
    }));
    ways.again((way) => {
      const { first, at } = way;
      for (const link of links) {
        const begun = first[link.from] as number;
        if (begun < 0) continue;
        const { state, next } = fateOf(way, link.from, link.to);
        link.persons += 1;
        link[state] += 1;
        if (next < 0) continue;
        link.seconds.push(((times[at[next] as number] as number) - (times[at[begun] as number] as number)) / 1000);
      }
    });
    return links.map(({ seconds, ...link }) => ({ ...link, seconds: seconds.view().slice() }));
  }

  #ways(): Ways {
    const { fromMs, toMs, startPoint } = this.#task;
    const start = startPoint && this.#world.matcher(startPoint);
    return new Ways(this.#world, { points: this.#points, start, fromMs, toMs });
  }
}

/** By name: the people of the share who have it in the range. */
function peopleByName(world: World, { everybody, fromMs, toMs }: JourneyTask): Float64Array {
  const { view, share } = world;
  const masks = new EventMasks(view.nameCount, [world.matcher(everybody)]);
  const people = new Float64Array(view.nameCount);
  const lastPerson = new Int32Array(view.nameCount).fill(-1);
  for (let person = share.from; person < share.to; person += 1) {
    if ((person & 8191) === 0) world.check();
    if ((masks.allowedFor(person) & 1) === 0) continue;
    for (let i = view.offsets[person] as number; i < (view.offsets[person + 1] as number); i += 1) {
      const name = view.names[i] as number;
      const time = view.times[i] as number;
      if (lastPerson[name] === person || time < fromMs || time > toMs) continue;
      lastPerson[name] = person;
      people[name] = (people[name] as number) + 1;
    }
  }
  return people;
}

/** The names most people have, as matchers of their own. */
function mostMet(
  world: World,
  { everybody, touchpointLimit }: JourneyTask,
  counts: readonly Float64Array[],
): { name: string; matcher: EventMatcher }[] {
  const { view, names } = world;
  const peopleOf = (index: number): number => counts.reduce((sum, people) => sum + (people[index] as number), 0);
  const byName = Map.groupBy(names.keys(), (index) => names[index]?.name ?? '');
  const peopleFilter = world.matcher(everybody).people;
  return [...byName]
    .map(([name, indexes]) => ({ name, indexes, met: Math.max(...indexes.map(peopleOf)) }))
    .filter(({ met }) => met > 0)
    .sort((a, b) => b.met - a.met || (a.name < b.name ? -1 : 1))
    .slice(0, touchpointLimit)
    .map(({ name, indexes }) => {
      const matching = new Uint8Array(view.nameCount);
      for (const index of indexes) matching[index] = 1;
      return { name, matcher: { names: matching, passing: null, people: peopleFilter } };
    });
}

/** Touchpoints that somebody has met, those met earlier on average first. */
function inOrder(parts: readonly (readonly Placed[])[]): Placed[] {
  const sum = (index: number, of: (placed: Placed) => number): number =>
    parts.reduce((total, part) => total + of(part[index] as Placed), 0);
  return (parts[0] ?? [])
    .map(({ index }) => ({
      index,
      position: sum(index, ({ position }) => position),
      met: sum(index, ({ met }) => met),
    }))
    .filter(({ met }) => met > 0)
    .sort((a, b) => a.position / a.met - b.position / b.met || b.met - a.met || a.index - b.index);
}

function joined(lists: readonly Float64Array[]): Float64Array {
  const all = new GrowingArray();
  for (const list of lists) all.pushAll(list);
  return all.view();
}

const meanOf = (values: Float64Array): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
const medianOf = (values: Float64Array): number | null =>
  values.length > 0 ? (selectQuantiles(values.slice(), [0.5])[0] ?? null) : null;
