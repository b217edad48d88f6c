export interface DiffLine {
  kind: 'same' | 'gone' | 'new';
  text: string;
  /** Lines count from 1; null where the line is not in that text. */
  before: number | null;
  after: number | null;
}

/** Beyond it the table of common lines would take too much memory: everything between the equal ends is replaced. */
const mostCells = 4_000_000;

/** Lines that were taken away and put in between two texts, by their longest common sequence. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const same = (from: number, to: number, shift: number): DiffLine[] =>
    a.slice(from, to).map((text, index) => ({
      ...{ kind: 'same', text, before: from + index + 1, after: from + index + 1 + shift },
    }));
  return [
    ...same(0, start, 0),
    ...changed(a.slice(start, a.length - end), b.slice(start, b.length - end), start),
    ...same(a.length - end, a.length, b.length - a.length),
  ];
}

function changed(a: readonly string[], b: readonly string[], offset: number): DiffLine[] {
  const gone = (at: number): DiffLine => ({ kind: 'gone', text: a[at] ?? '', before: offset + at + 1, after: null });
  const fresh = (at: number): DiffLine => ({ kind: 'new', text: b[at] ?? '', before: null, after: offset + at + 1 });
  if (a.length * b.length > mostCells) return [...a.map((_, at) => gone(at)), ...b.map((_, at) => fresh(at))];
  const width = b.length + 1;
  // Length of the longest common sequence of what is left from a line on.
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const lines: DiffLine[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] ?? '', before: offset + i + 1, after: offset + j + 1 });
      i += 1;
      j += 1;
    } else if (
      j >= b.length ||
      (i < a.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      lines.push(gone(i));
      i += 1;
    } else {
      lines.push(fresh(j));
      j += 1;
    }
  }
  return lines;
}

/** The changed lines with a few around them; runs of untouched lines between them are left out. */
export function withContext(
  lines: readonly DiffLine[],
  around: number,
): (DiffLine | { kind: 'left-out'; count: number })[] {
  const isNear = new Uint8Array(lines.length);
  lines.forEach(({ kind }, index) => {
    if (kind !== 'same') isNear.fill(1, Math.max(0, index - around), index + around + 1);
  });
  const shown: (DiffLine | { kind: 'left-out'; count: number })[] = [];
  lines.forEach((line, index) => {
    const last = shown.at(-1);
    // To say that one line is left out takes as much room as the line.
    const isAlone = isNear[index - 1] !== 0 && isNear[index + 1] !== 0;
    if (isNear[index] || isAlone) shown.push(line);
    else if (last?.kind === 'left-out') last.count += 1;
    else shown.push({ kind: 'left-out', count: 1 });
  });
  return shown;
}
