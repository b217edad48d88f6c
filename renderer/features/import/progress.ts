import type { ImportState } from '../../../contract/imports.ts';

/** A reading of an import's counters at an instant of the viewer's own clock. */
export interface ProgressSample {
  atMs: number;
  rows: number;
  bytes: number;
}

export interface Pace {
  /** 0..1 of the file's bytes; null when the size is unknown. */
  fraction: number | null;
  /** Over the last few seconds; null before two readings differ. */
  rowsPerSecond: number | null;
  remainingSeconds: number | null;
}

const windowMs = 5_000;

export const isFinished = (status: ImportState['status']): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

/** Adds a reading and drops those older than the window, keeping one before it so that a slow import has a pace too. */
export function addSample(samples: readonly ProgressSample[], next: ProgressSample): ProgressSample[] {
  const last = samples.at(-1);
  if (last !== undefined && (next.rows < last.rows || next.atMs < last.atMs)) return [next];
  if (last !== undefined && last.rows === next.rows && last.bytes === next.bytes) return [...samples];
  const kept = samples.filter(({ atMs }) => next.atMs - atMs <= windowMs);
  return [...(kept.length > 0 ? kept : samples.slice(-1)), next];
}

/** Rows per second and time left at the pace of the last seconds; `nowMs` lets a stalled import slow down. */
export function paceOf(samples: readonly ProgressSample[], bytesTotal: number, nowMs: number): Pace {
  const first = samples[0];
  const last = samples.at(-1);
  const fraction = last === undefined || bytesTotal <= 0 ? null : Math.min(1, last.bytes / bytesTotal);
  if (first === undefined || last === undefined || first === last) {
    return { fraction, rowsPerSecond: null, remainingSeconds: null };
  }
  const seconds = Math.max(last.atMs - first.atMs, nowMs - first.atMs, 1) / 1000;
  const bytesPerSecond = (last.bytes - first.bytes) / seconds;
  return {
    fraction,
    rowsPerSecond: (last.rows - first.rows) / seconds,
    remainingSeconds:
      bytesPerSecond > 0 && bytesTotal > 0 ? Math.max(0, bytesTotal - last.bytes) / bytesPerSecond : null,
  };
}

/** Mean pace of a finished import from its own instants; null when it took no measurable time. */
export function averageRowsPerSecond(state: ImportState): number | null {
  if (state.startedAt === null || state.finishedAt === null) return null;
  const seconds = (Date.parse(state.finishedAt) - Date.parse(state.startedAt)) / 1000;
  return seconds > 0 ? state.rowsRead / seconds : null;
}
