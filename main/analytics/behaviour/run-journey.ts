import { GrowingArray } from '../numeric/growing-array.ts';
import { selectQuantiles } from '../numeric/select.ts';
import { EventMasks, type EventMatcher } from '../sequence/view.ts';
import { type Rounds, type Run, together } from './run.ts';
import type { JourneyResult, JourneyTask } from './task.ts';
import type { World } from './world.ts';

/** One person's way: the touchpoints met, each by its first time, and all meetings in order. */
interface Way {
  /** Touchpoints in the order of first meeting, with that time. */
  order: number[];
  firstAt: Float64Array;
  /** Meetings after the start, repeats included. */
  points: number[];
  times: number[];
  startMs: number;
}

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
    let persons = 0;
    this.#eachWay((_person, { order, firstAt, points, startMs }) => {
      persons += 1;
      order.forEach((point, i) => {
        const tally = tallies[point];
        if (!tally) return;
        tally.position += i + 1;
        tally.fromStart.push(((firstAt[point] as number) - startMs) / 1000);
      });
      const last = tallies[points.at(-1) ?? -1];
      if (last) last.ended += 1;
    });
    const mine = tallies.map(({ position, fromStart }, index) => ({ index, position, met: fromStart.length }));
    const all = yield* together(mine);
    return {
      persons,
      points: tallies.map(({ fromStart, ...tally }) => ({ ...tally, fromStart: fromStart.view().slice() })),
      links: this.#links(inOrder(all).map(({ index }) => index)),
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
    this.#eachWay((person, way) => {
      if (!cell) return;
      const isIn =
        'touchpoint' in cell
          ? way.order.includes(cell.touchpoint) && (cell.state === 'met' || way.points.at(-1) === cell.touchpoint)
          : way.order.includes(cell.from) && fate(way, cell.from, cell.to).state === cell.state;
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

  #links(ordered: readonly number[]): Part['links'] {
    const links = ordered.slice(0, -1).map((from, i) => ({
      ...{ from, to: ordered[i + 1] as number, persons: 0, continued: 0, detoured: 0, dropped: 0 },
      seconds: new GrowingArray(),
    }));
    this.#eachWay((_person, way) => {
      for (const link of links) {
        if (!way.order.includes(link.from)) continue;
        const { state, seconds } = fate(way, link.from, link.to);
        link.persons += 1;
        link[state] += 1;
        if (seconds !== null) link.seconds.push(seconds);
      }
    });
    return links.map(({ seconds, ...link }) => ({ ...link, seconds: seconds.view().slice() }));
  }

  #eachWay(take: (person: number, way: Way) => void): void {
    const { view, share } = this.#world;
    const { fromMs, toMs, startPoint } = this.#task;
    const matchers = startPoint ? [...this.#points, this.#world.matcher(startPoint)] : this.#points;
    const masks = new EventMasks(view.nameCount, matchers);
    const table = masks.byNameTable;
    const startBit = startPoint ? 1 << this.#points.length : 0;
    const firstAt = new Float64Array(this.#points.length);
    for (let person = share.from; person < share.to; person += 1) {
      if ((person & 8191) === 0) this.#world.check();
      const allowed = masks.allowedFor(person);
      const way: Way = { order: [], firstAt, points: [], times: [], startMs: Number.NaN };
      let met = 0;
      for (let i = view.offsets[person] as number; i < (view.offsets[person + 1] as number); i += 1) {
        let mask = ((table[view.names[i] as number] as number) & allowed) >>> 0;
        if (mask === 0) continue;
        const time = view.times[i] as number;
        if (time < fromMs || time > toMs) continue;
        if (masks.needsFilter(mask)) mask = masks.refine(mask, i);
        if (mask === 0) continue;
        if (Number.isNaN(way.startMs)) {
          if (startBit !== 0 && (mask & startBit) === 0) continue;
          way.startMs = time;
        }
        for (let rest = mask & ~startBit; rest !== 0; rest &= rest - 1) {
          const point = 31 - Math.clz32(rest & -rest);
          way.points.push(point);
          way.times.push(time);
          if (((met >>> point) & 1) === 1) continue;
          met |= 1 << point;
          way.order.push(point);
          firstAt[point] = time;
        }
      }
      if (way.order.length > 0) take(person, way);
    }
  }
}

/** What became of somebody after first meeting one touchpoint: did they come to the other, elsewhere, or nowhere? */
function fate(
  { points, times, firstAt }: Way,
  from: number,
  to: number,
): { state: 'continued' | 'detoured' | 'dropped'; seconds: number | null } {
  const at = points.indexOf(from);
  const next = points.indexOf(to, at + 1);
  if (next >= 0) {
    return { state: 'continued', seconds: ((times[next] as number) - (firstAt[from] as number)) / 1000 };
  }
  const goesOn = points.some((point, i) => i > at && point !== from);
  return { state: goesOn ? 'detoured' : 'dropped', seconds: null };
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
