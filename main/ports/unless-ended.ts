/**
 * Waits for one piece of work after another, or fails with what ends them all. `Promise.race` in a loop would do the
 * same, but keeps the result of every round for as long as the end has not come.
 *
 * @param end rejects when no work will come any more
 */
export function unlessEnded(end: Promise<never>): <T>(work: Promise<T>) => Promise<T> {
  let ended: { reason: unknown } | null = null;
  let giveUp: (reason: unknown) => void = () => {};
  end.catch((reason: unknown) => {
    ended = { reason };
    giveUp(reason);
  });
  return (work) =>
    new Promise((resolve, reject) => {
      giveUp = reject;
      work.then(resolve, reject);
      if (ended) reject(ended.reason);
    });
}
