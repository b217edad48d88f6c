/** A look that is to come: asked for again, it comes at the sooner of both times, so that no swarm puts it off for ever. */
export function nextLook(look: () => void): { in(milliseconds: number): void; cancel(): void } {
  let timer: NodeJS.Timeout | null = null;
  let dueAt = 0;
  const cancel = () => {
    if (timer) clearTimeout(timer);
    timer = null;
  };
  return {
    cancel,
    in(milliseconds) {
      const at = performance.now() + milliseconds;
      if (timer && dueAt <= at) return;
      cancel();
      dueAt = at;
      timer = setTimeout(() => {
        timer = null;
        look();
      }, milliseconds);
      timer.unref();
    },
  };
}
