/** The dot beside the state of a run. */
export const runTones = {
