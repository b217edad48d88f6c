import { restNode } from '../../../contract/analytics.ts';
import { type PathCounts, type PathStep, PathTally } from '../paths/tally.ts';
import { EventMasks } from '../sequence/view.ts';
import { cut, type Labels } from './labels.ts';
import { type Rounds, type Run, together } from './run.ts';
import type { PathsTask, Results } from './task.ts';
import type { World } from './world.ts';

type Edge = Results['paths']['edges'][number];

/** Paths of a task, or the people of one of its edges or nodes. */
export class PathsRun implements Run<PathCounts, Results['paths']> {
  readonly #world: World;
  readonly #task: PathsTask;
  /** Of events whose nodes are values of a property; null: they are names. */
  readonly #labels: Labels | null;
  readonly #nodeNames: readonly string[];
  /** Node of each name; the same name of several origins is one node. */
  readonly #nodeOfName: Uint32Array;

  constructor(world: World, task: PathsTask) {
    this.#world = world;
    this.#task = task;
    this.#labels = task.property ? world.labels([task.property]) : null;
    this.#nodeNames = this.#labels?.texts() ?? [...new Set(world.names.map(({ name }) => name))];
    const nodes = new Map(this.#labels ? [] : this.#nodeNames.map((name, node) => [name, node]));
    this.#nodeOfName = Uint32Array.from(world.names, ({ name }) => nodes.get(name) ?? 0);
  }

  // biome-ignore lint/correctness/useYield: no share need know what the others have found
  *part(): Rounds<PathCounts> {
    return this.#counts();
  }

  figures(parts: readonly PathCounts[]): Results['paths'] {
    const tally = this.#together(parts);
    const { shownAs, shown, total } = this.#named(tally);
    return { sessions: tally.sessions(), edges: this.#edges(tally, shownAs), ...cut(shown, total) };
  }

  /** People with a session that takes the edge or the node; which nodes have a name depends on everybody's sessions. */
  *people(): Rounds<Uint32Array> {
    const { cell } = this.#task;
    const { shownAs } = this.#named(this.#together(yield* together(this.#counts())));
    const tally = this.#newTally();
    const found = new Set<number>();
    this.#eachPerson((person, times, nodes, count) => {
      tally.add(times, nodes, 0, count, (path) => {
        const named = path.map((node, i) => `${i + 1}_${this.#nameOf(shownAs[node] as number)}`);
        const isTaken =
          cell !== null &&
          ('node' in cell
            ? named.includes(cell.node)
            : named.some((name, i) => name === cell.source && named[i + 1] === cell.target));
        if (isTaken) found.add(this.#world.profileIds[person] as number);
      });
    });
    return Uint32Array.from(found);
  }

  #counts(): PathCounts {
    const tally = this.#newTally();
    this.#eachPerson((_person, times, nodes, count) => tally.add(times, nodes, 0, count));
    return tally.counts();
  }

  #newTally(): PathTally {
    const { rules, startPoint, endPoint } = this.#task;
    const count = this.#nodeNames.length;
    // A point that no event has is a node that never comes.
    const point = (name: string | null): number | null => {
      const node = name === null ? null : this.#nodeNames.indexOf(name);
      return node === -1 ? count : node;
    };
    return new PathTally({ ...rules, startPoint: point(startPoint), endPoint: point(endPoint) }, Math.max(1, count));
  }

  #together(parts: readonly PathCounts[]): PathTally {
    const tally = this.#newTally();
    for (const part of parts) tally.merge(part);
    return tally;
  }

  /** What each node is shown as: itself where most sessions take it, the number behind all nodes otherwise. */
  #named(tally: PathTally): { shownAs: Uint32Array; shown: number; total: number } {
    const names = this.#nodeNames;
    const sessions = new Float64Array(names.length);
    for (const step of tally.steps()) {
      sessions[step.source] = (sessions[step.source] as number) + step.sessions;
      sessions[step.target] = (sessions[step.target] as number) + step.sessions;
    }
    const taken = names.flatMap((name, node) => {
      const count = sessions[node] as number;
      return count > 0 ? [{ name, node, count }] : [];
    });
    const top = taken.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, this.#task.nodeLimit);
    const shownAs = new Uint32Array(names.length).fill(names.length);
    for (const { name, node } of top) if (name !== restNode) shownAs[node] = node;
    return { shownAs, shown: top.length, total: taken.length };
  }

  #edges(tally: PathTally, shownAs: Uint32Array): Edge[] {
    const width = this.#nodeNames.length + 1;
    const merged = new Map<number, PathStep>();
    for (const step of tally.steps()) {
      const source = shownAs[step.source] as number;
      const target = shownAs[step.target] as number;
      const key = (step.position * width + source) * width + target;
      const known = merged.get(key);
      if (known) {
        known.sessions += step.sessions;
        known.totalMs += step.totalMs;
      } else {
        merged.set(key, { ...step, source, target });
      }
    }
    const edges = [...merged.values()].map(
      ({ position, source, target, sessions, totalMs }): Edge => ({
        source: `${position}_${this.#nameOf(source)}`,
        target: `${position + 1}_${this.#nameOf(target)}`,
        ...{ value: sessions, averageSeconds: totalMs / sessions / 1000 },
      }),
    );
    const isBefore = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    return edges.sort((a, b) => b.value - a.value || isBefore(a.source, b.source) || isBefore(a.target, b.target));
  }

  #nameOf(shown: number): string {
    return this.#nodeNames[shown] ?? restNode;
  }

  #eachPerson(take: (person: number, times: number[], nodes: number[], count: number) => void): void {
    const { view, share } = this.#world;
    const { include, fromMs, toMs } = this.#task;
    const masks = new EventMasks(
      view.nameCount,
      include.map((entity) => this.#world.matcher(entity)),
    );
    const table = masks.byNameTable;
    const times: number[] = [];
    const nodes: number[] = [];
    for (let person = share.from; person < share.to; person += 1) {
      if ((person & 8191) === 0) this.#world.check();
      const allowed = masks.allowedFor(person);
      let count = 0;
      for (let i = view.offsets[person] as number; i < (view.offsets[person + 1] as number); i += 1) {
        const time = view.times[i] as number;
        if (time < fromMs || time > toMs) continue;
        const mask = ((table[view.names[i] as number] as number) & allowed) >>> 0;
        if (mask === 0 || (masks.needsFilter(mask) && masks.refine(mask, i) === 0)) continue;
        times[count] = time;
        nodes[count] = this.#nodeOf(i, person);
        count += 1;
      }
      if (count > 0) take(person, times, nodes, count);
    }
  }

  #nodeOf(event: number, person: number): number {
    if (!this.#labels) return this.#nodeOfName[this.#world.view.names[event] as number] as number;
    return this.#labels.of(event, person);
  }
}
