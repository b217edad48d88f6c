/** A step of paths between two nodes: sessions (not people) that took it, and how long it took them together. */
export interface PathStep {
  /** Place of the source in the path, from 1. */
  position: number;
  source: number;
  target: number;
  sessions: number;
  totalMs: number;
}

export interface PathRules {
  /** A pause longer than this ends a session. */
  sessionGapMs: number;
  /** Nodes per path at most, from 2. */
  stepLimit: number;
  /** Paths begin at the first occurrence of this node; sessions without it are left out. Null = at the session's start. */
  startPoint: number | null;
  /** Paths end at the first occurrence of this node after the start; sessions without it are left out. With an end and
   * no start, a path is the `stepLimit` nodes up to the end. */
  endPoint: number | null;
}

/** What a tally has counted, as arrays that can go to another thread. */
export interface PathCounts {
  sessions: number;
  /** One entry a step: position, source and target in one number; sessions; milliseconds. */
  keys: Float64Array;
  counts: Float64Array;
  totalMs: Float64Array;
}

/** Counts the steps of sessions between nodes; nodes are small integers with a name each. */
export class PathTally {
  private readonly rules: PathRules;
  private readonly edges = new Map<number, { sessions: number; totalMs: number }>();
  private readonly nodeCount: number;
  /** The session at hand, its first `length` entries. */
  private nodes = new Int32Array(64);
  private times = new Float64Array(64);
  private length = 0;
  private sessionCount = 0;

  constructor(rules: PathRules, nodeCount: number) {
    this.rules = rules;
    this.nodeCount = nodeCount;
  }

  /**
   * Adds one person: events in time order, `nodes[i]` the node of event i or -1 for an event that is left out.
   *
   * @param onSession told the nodes of each path counted
   */
  add(
    times: ArrayLike<number>,
    nodes: ArrayLike<number>,
    from: number,
    to: number,
    onSession: ((nodes: readonly number[]) => void) | null = null,
  ): void {
    let last = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; i += 1) {
      const node = nodes[i] as number;
      if (node < 0) continue;
      const time = times[i] as number;
      if (time - last > this.rules.sessionGapMs) this.closeSession(onSession);
      last = time;
      // Immediate repeats are one node; the time of the first counts.
      if (this.length > 0 && this.nodes[this.length - 1] === node) continue;
      if (this.length === this.nodes.length) this.grow();
      this.nodes[this.length] = node;
      this.times[this.length] = time;
      this.length += 1;
    }
    this.closeSession(onSession);
  }

  /** Number of sessions that have a path. */
  sessions(): number {
    return this.sessionCount;
  }

  /** In no order. */
  *steps(): Generator<PathStep> {
    const { nodeCount } = this;
    for (const [key, { sessions, totalMs }] of this.edges) {
      const source = Math.floor(key / nodeCount);
      yield {
        position: Math.floor(source / nodeCount),
        source: source % nodeCount,
        target: key % nodeCount,
        ...{ sessions, totalMs },
      };
    }
  }

  merge({ sessions, keys, counts, totalMs }: PathCounts): void {
    this.sessionCount += sessions;
    for (let i = 0; i < keys.length; i += 1) this.addEdge(keys[i] as number, counts[i] as number, totalMs[i] as number);
  }

  counts(): PathCounts {
    const { size } = this.edges;
    const counted = {
      ...{ sessions: this.sessionCount, keys: new Float64Array(size) },
      ...{ counts: new Float64Array(size), totalMs: new Float64Array(size) },
    };
    let at = 0;
    for (const [key, { sessions, totalMs }] of this.edges) {
      counted.keys[at] = key;
      counted.counts[at] = sessions;
      counted.totalMs[at] = totalMs;
      at += 1;
    }
    return counted;
  }

  private closeSession(onSession: ((nodes: readonly number[]) => void) | null): void {
    const range = this.pathRange();
    if (range !== null && range.to > range.from) {
      this.sessionCount += 1;
      onSession?.([...this.nodes.subarray(range.from, range.to)]);
      for (let i = range.from; i + 1 < range.to; i += 1) {
        const position = i - range.from + 1;
        const key =
          (position * this.nodeCount + (this.nodes[i] as number)) * this.nodeCount + (this.nodes[i + 1] as number);
        this.addEdge(key, 1, (this.times[i + 1] as number) - (this.times[i] as number));
      }
    }
    this.length = 0;
  }

  private grow(): void {
    const [nodes, times] = [this.nodes, this.times];
    this.nodes = new Int32Array(this.length * 2);
    this.times = new Float64Array(this.length * 2);
    this.nodes.set(nodes);
    this.times.set(times);
  }

  /** First place of a node in the session at hand, from one on; -1 = none. */
  private placeOf(node: number, from: number): number {
    for (let i = from; i < this.length; i += 1) if (this.nodes[i] === node) return i;
    return -1;
  }

  /** Part of the session that is the path; null when it lacks the start or end asked for. */
  private pathRange(): { from: number; to: number } | null {
    const { startPoint, endPoint, stepLimit } = this.rules;
    const from = startPoint === null ? 0 : this.placeOf(startPoint, 0);
    if (from < 0) return null;
    if (endPoint === null) return { from, to: Math.min(this.length, from + stepLimit) };
    const end = this.placeOf(endPoint, startPoint === null ? from : from + 1);
    if (end < 0) return null;
    if (startPoint === null) return { from: Math.max(0, end + 1 - stepLimit), to: end + 1 };
    return end - from < stepLimit ? { from, to: end + 1 } : null;
  }

  private addEdge(key: number, sessions: number, totalMs: number): void {
    const edge = this.edges.get(key);
    if (edge) {
      edge.sessions += sessions;
      edge.totalMs += totalMs;
    } else {
      this.edges.set(key, { sessions, totalMs });
    }
  }
}
