import type { UpdateProblem } from '../../../../contract/desktop.ts';
/** Why there is no update to offer, in the terms the page has words for. */
export declare class UpdateFailure extends Error {
  readonly problem: UpdateProblem;
  constructor(problem: UpdateProblem, options?: ErrorOptions);
}
