/** A file dropped on another page, on its way to the import page. One at a time. */
let pending: File | null = null;

export function leaveFile(file: File): void {
  pending = file;
}

/** Empties the place after this turn only: in development React mounts twice, and the second mount needs it too. */
export function takeFile(): File | null {
  const file = pending;
  setTimeout(() => {
    if (pending === file) pending = null;
  });
  return file;
}
