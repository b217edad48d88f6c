import { restNode } from '../../../contract/analytics.ts';
import { type PathCounts, type PathEdge, PathTally } from '../paths/tally.ts';
import { EventMasks } from '../sequence/view.ts';
import { cut, type Labels } from './labels.ts';
import type { Run } from './run.ts';
import type { PathsTask, Results } from './task.ts';
import type { World } from './world.ts';

/** Paths of a task, or the people of one of its edges or nodes. */
export class PathsRun implements Run<PathCounts, Results['paths']> {
  readonly #world: World;
  readonly #task: PathsTask;
  readonly #labels: Labels | null;
  /** Node of each name; the same name of several origins is one node. */
  readonly #nodeOfName: number[];
  readonly #nodeNames: string[] = [];
  readonly #nodeByName = new Map<string, number>();

  constructor(world: World, task: PathsTask) {
    this.#world = world;
    this.#task = task;
    this.#labels = task.property ? world.labels([task.property]) : null;
    this.#nodeOfName = this.#labels ? [] : world.names.map(({ name }) => this.#node(name));
    if (this.#labels) this.#eachPerson(() => {});
  }

  part(): PathCounts {
    const tally = this.#newTally();
    this.#eachPerson((_person, times, nodes, count) => tally.add(times, nodes, 0, count));
    return tally.counts();
  }

  figures(parts: readonly PathCounts[]): Results['paths'] {
    const { tally, top, total } = this.#together(parts);
    return { sessions: tally.sessions(), edges: this.#edges(tally, top), ...cut(top.size, total) };
  }

  /** People with a session that takes the edge or the node; which nodes have a name depends on everybody's sessions. */
  people(): Uint32Array {
    const { cell } = this.#task;
    const { top } = this.#together([this.part()]);
    const tally = this.#newTally();
    const found = new Set<number>();
    this.#eachPerson((person, times, nodes, count) => {
      tally.add(times, nodes, 0, count, (path) => {
        const named = path.map((node, i) => `${i + 1}_${this.#shown(node, top)}`);
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

  #newTally(): PathTally {
    const { rules, startPoint, endPoint } = this.#task;
    // A point that no event has is a node that never comes.
    const point = (name: string | null) =>
      name === null ? null : (this.#nodeByName.get(name) ?? this.#nodeNames.length);
    return new PathTally(
      { ...rules, startPoint: point(startPoint), endPoint: point(endPoint) },
      Math.max(1, this.#nodeNames.length),
    );
  }

  #together(parts: readonly PathCounts[]): { tally: PathTally; top: Set<string>; total: number } {
    const tally = this.#newTally();
    for (const part of parts) tally.merge(part);
    const sessions = new Map<string, number>();
    for (const { source, target, value } of tally.read((node) => this.#nodeNames[node] as string)) {
      for (const node of [source, target]) {
        const name = node.slice(node.indexOf('_') + 1);
        sessions.set(name, (sessions.get(name) ?? 0) + value);
      }
    }
    const ranked = [...sessions].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
    return { tally, top: new Set(ranked.slice(0, this.#task.nodeLimit)), total: ranked.length };
  }

  #edges(tally: PathTally, top: ReadonlySet<string>): PathEdge[] {
    const merged = new Map<string, PathEdge>();
    for (const edge of tally.read((node) => this.#shown(node, top))) {
      const key = JSON.stringify([edge.source, edge.target]);
      const known = merged.get(key);
      if (known) {
        const value = known.value + edge.value;
        known.averageSeconds = (known.averageSeconds * known.value + edge.averageSeconds * edge.value) / value;
        known.value = value;
      } else {
        merged.set(key, edge);
      }
    }
    return [...merged.values()].sort((a, b) => b.value - a.value);
  }

  #shown(node: number, top: ReadonlySet<string>): string {
    const name = this.#nodeNames[node] as string;
    return top.has(name) ? name : restNode;
  }

  #node(name: string): number {
    let node = this.#nodeByName.get(name);
    if (node === undefined) {
      node = this.#nodeNames.length;
      this.#nodeByName.set(name, node);
      this.#nodeNames.push(name);
    }
    return node;
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
    return this.#node(this.#labels.value(this.#labels.of(event, person))[0] ?? '');
  }
}
