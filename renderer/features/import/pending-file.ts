/** A file dropped on another page, on its way to the import page. One at a time; taking it empties the place. */
let pending: File | null = null;

export function leaveFile(file: File): void {
  pending = file;
}

export function takeFile(): File | null {
  const file = pending;
  pending = null;
  return file;
}
