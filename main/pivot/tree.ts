import { type MemberKey, otherKey } from '../../contract/pivot.ts';

/** A group, member or "other" of an axis; node 0 is the whole axis. */
export interface TreeNode {
  key: MemberKey;
  depth: number;
  parent: number;
  children: number[];
}

/** The values of an axis as a tree of nested groups. Nodes are numbers, so that cells can be kept in flat arrays. */
export class AxisTree {
  readonly nodes: TreeNode[] = [{ key: null, depth: 0, parent: -1, children: [] }];
  readonly #byKey: Map<MemberKey, number>[] = [new Map()];

  get size(): number {
    return this.nodes.length;
  }

  node(index: number): TreeNode {
    return this.nodes[index] as TreeNode;
  }

  /** The node of a path, made where it is missing. */
  add(path: readonly MemberKey[]): number {
    let at = 0;
    for (const key of path) at = this.#child(at, key) ?? this.#append(at, key);
    return at;
  }

  /** The node of a path; -1 where there is none. */
  find(path: readonly MemberKey[]): number {
    let at = 0;
    for (const key of path) {
      const next = this.#child(at, key);
      if (next === undefined) return -1;
      at = next;
    }
    return at;
  }

  pathOf(index: number): MemberKey[] {
    const path: MemberKey[] = [];
    for (let at = index; at > 0; at = this.node(at).parent) path.unshift(this.node(at).key);
    return path;
  }

  isOther(index: number): boolean {
    return this.node(index).key === otherKey;
  }

  #child(parent: number, key: MemberKey): number | undefined {
    return this.#byKey[parent]?.get(key);
  }

  #append(parent: number, key: MemberKey): number {
    const index = this.nodes.length;
    const { depth, children } = this.node(parent);
    this.nodes.push({ key, depth: depth + 1, parent, children: [] });
    this.#byKey.push(new Map());
    this.#byKey[parent]?.set(key, index);
    children.push(index);
    return index;
  }
}
