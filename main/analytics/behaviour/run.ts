/**
 * Work of one share of the people that needs, now and then, to know what the others have found: what it yields goes to
 * the threads of the other shares, and it goes on with what all of them have yielded at this place, in their order.
 */
export type Rounds<T> = Generator<unknown, T, readonly unknown[]>;

/**
 * A task on its way: several threads may walk through a share of the people each, one of them puts the parts together.
 */
export interface Run<Part, Figures> {
  /** What the people of the world's share add. */
  part(): Rounds<Part>;
  /** The answer from the parts of all shares. */
  figures(parts: readonly Part[]): Figures;
  /** Profile ids of the task's cell among the people of the world's share, ascending. */
  people(): Rounds<Uint32Array>;
}

/** Tells the other shares, and resolves with what each has told, in their order. Nothing of it may change afterwards. */
export function* together<T>(mine: T): Rounds<readonly T[]> {
  return (yield mine) as readonly T[];
}

/** Goes through with work whose share is everybody. */
export function alone<T>(rounds: Rounds<T>): T {
  let step = rounds.next([]);
  while (step.done !== true) step = rounds.next([step.value]);
  return step.value;
}

/** The answer of a run whose share is everybody. */
export const answerAlone = <Part, Figures>(run: Run<Part, Figures>): Figures => run.figures([alone(run.part())]);
