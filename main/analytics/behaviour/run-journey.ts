import { GrowingArray } from '../numeric/growing-array.ts';
import { quantile } from '../numeric/quantile.ts';
import { EventMasks, type EventMatcher } from '../sequence/view.ts';
import type { Run } from './run.ts';
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

/** The average way through touchpoints, or the people of a cell of it. */
export class JourneyRun implements Run<JourneyResult, JourneyResult> {
  readonly #world: World;
  readonly #task: JourneyTask;
  readonly #points: EventMatcher[];
  readonly #names: (string | null)[];

  constructor(world: World, task: JourneyTask) {
    this.#world = world;
    this.#task = task;
    const found = task.touchpoints ? null : mostMet(world, task);
    this.#points = found ? found.map(({ matcher }) => matcher) : (task.touchpoints ?? []).map((e) => world.matcher(e));
    this.#names = found ? found.map(({ name }) => name) : this.#points.map(() => null);
  }

  /** One thread looks at everybody: which touchpoints there are and their order depends on all. */
  part(): JourneyResult {
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
    const ordered = tallies
      .map((tally, index) => ({ index, ...tally, met: tally.fromStart.length }))
      .filter(({ met }) => met > 0)
      .sort((a, b) => a.position / a.met - b.position / b.met || b.met - a.met || a.index - b.index);
    return {
      persons,
      touchpoints: ordered.map(({ index, position, ended, fromStart, met }) => ({
        ...{ index, name: this.#names[index] ?? null, persons: met, share: met / persons, ended },
        ...{ averagePosition: position / met, endedShare: ended / met },
        averageSecondsFromStart: meanOf(fromStart) ?? 0,
        medianSecondsFromStart: medianOf(fromStart) ?? 0,
      })),
      links: this.#links(ordered.map(({ index }) => index)),
    };
  }

  figures([whole]: readonly JourneyResult[]): JourneyResult {
    return whole ?? { persons: 0, touchpoints: [], links: [] };
  }

  people(): Uint32Array {
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

  #links(ordered: readonly number[]): JourneyResult['links'] {
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
    return links.map(({ seconds, ...link }) => ({
      ...link,
      dropOff: link.persons > 0 ? link.dropped / link.persons : null,
      ...{ averageSeconds: meanOf(seconds), medianSeconds: medianOf(seconds) },
    }));
  }

  #eachWay(take: (person: number, way: Way) => void): void {
    const { view } = this.#world;
    const { fromMs, toMs, startPoint } = this.#task;
    const matchers = startPoint ? [...this.#points, this.#world.matcher(startPoint)] : this.#points;
    const masks = new EventMasks(view.nameCount, matchers);
    const table = masks.byNameTable;
    const startBit = startPoint ? 1 << this.#points.length : 0;
    const firstAt = new Float64Array(this.#points.length);
    for (let person = 0; person < view.people; person += 1) {
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

/** The names most people have in the range, as matchers of their own. */
function mostMet(world: World, { everybody, fromMs, toMs, touchpointLimit }: JourneyTask) {
  const { view, names } = world;
  const masks = new EventMasks(view.nameCount, [world.matcher(everybody)]);
  const people = new Float64Array(view.nameCount);
  const lastPerson = new Int32Array(view.nameCount).fill(-1);
  for (let person = 0; person < view.people; person += 1) {
    if ((masks.allowedFor(person) & 1) === 0) continue;
    for (let i = view.offsets[person] as number; i < (view.offsets[person + 1] as number); i += 1) {
      const name = view.names[i] as number;
      const time = view.times[i] as number;
      if (lastPerson[name] === person || time < fromMs || time > toMs) continue;
      lastPerson[name] = person;
      people[name] = (people[name] as number) + 1;
    }
  }
  const byName = Map.groupBy(names.keys(), (index) => names[index]?.name ?? '');
  const peopleFilter = world.matcher(everybody).people;
  return [...byName]
    .map(([name, indexes]) => ({ name, indexes, met: Math.max(...indexes.map((index) => people[index] as number)) }))
    .filter(({ met }) => met > 0)
    .sort((a, b) => b.met - a.met || (a.name < b.name ? -1 : 1))
    .slice(0, touchpointLimit)
    .map(({ name, indexes }) => {
      const matching = new Uint8Array(view.nameCount);
      for (const index of indexes) matching[index] = 1;
      return { name, matcher: { names: matching, passing: null, people: peopleFilter } satisfies EventMatcher };
    });
}

const meanOf = (values: GrowingArray): number | null =>
  values.length > 0 ? values.view().reduce((sum, value) => sum + value, 0) / values.length : null;
const medianOf = (values: GrowingArray): number | null => quantile(values.view().slice().sort(), 0.5);
