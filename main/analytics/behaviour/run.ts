/**
 * A task on its way: several threads may walk through a share of the people each, one of them puts the parts together.
 */
export interface Run<Part, Figures> {
  /** What the people of the world's share add. */
  part(): Part;
  /** The answer from the parts of all shares. */
  figures(parts: readonly Part[]): Figures;
  /** Profile ids of the task's cell among the people of the world's share, ascending. */
  people(): Uint32Array;
}
