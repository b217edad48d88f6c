import type { DeliverySchedule, Recipient } from '../../../contract/deliveries.ts';
import { AppError, type AppErrorData } from '../../../contract/errors.ts';
import { type ExportInput, type ExportTarget, exportInput, type Slice } from '../../../contract/exports.ts';
import type { ExportRow } from '../export-rows.ts';

/** A schedule as kept. */
export interface ScheduleRow {
  id: string;
  owner: string;
  isPaused: boolean;
  definition: DeliverySchedule;
}

/** The same report to one reader only, as a try. */
export function testOf(schedule: ScheduleRow, to: Recipient): ScheduleRow {
  const { definition } = schedule;
  const slices = definition.slices && { ...definition.slices, values: definition.slices.values.slice(0, 1) };
  const { value: _, ...anybody } = to;
  return { ...schedule, definition: { ...definition, slices, recipients: [anybody] } };
}

/** Values a report is made for, one each; a single empty one for the whole. */
export function slicesOf({ definition }: ScheduleRow): readonly string[] {
  return definition.slices?.values ?? [''];
}

/** Whether a report is still made for this value: a schedule may have been changed since. */
export function isStillMeant({ slices }: DeliverySchedule, slice: string): boolean {
  return slices === null ? slice === '' : slices.values.includes(slice);
}

/** Of a delivery whose value the schedule does not know any more. Rather nothing than the report of somebody else. */
export function noLongerMeant(slice: string): AppErrorData {
  return { code: 'deliveries/value-unknown', params: { value: slice }, details: [] };
}

/** The order of one slice: what the target reads, narrowed to its value. */
export function orderInput(definition: DeliverySchedule, slice: string): ExportInput {
  const { format, page, rows, lang, slices, encoding } = definition;
  const target =
    slices === null || slice === ''
      ? definition.target
      : narrowed(definition.target, { member: slices.member, value: slice, unreached: slices.unreached });
  return exportInput.parse({ target, format, lang, encoding, ...(page ? { page } : {}), ...(rows ? { rows } : {}) });
}

function narrowed(target: ExportTarget, slice: Slice): ExportTarget {
  const { member, value } = slice;
  const condition = { member, operator: 'equals' as const, values: [value] };
  if ('board' in target || 'report' in target || 'briefing' in target)
    return { ...target, view: { ...target.view, [member]: [value] }, slice };
  if ('measure' in target) return { ...target, filters: [...target.filters, condition] };
  if ('analytics' in target) throw new AppError('deliveries/not-divisible');
  const { filters } = target.query;
  return { ...target, query: { ...target.query, filters: [...(Array.isArray(filters) ? filters : []), condition] } };
}

/** Why the file is not sent to anybody; null when it is. */
export function refusalOf(file: ExportRow, onMissing: DeliverySchedule['onMissing']): AppErrorData | null {
  if (file.status !== 'succeeded') return file.error ?? { code: 'exports/cancelled', params: {}, details: [] };
  const failed = file.details.failedTiles ?? [];
  if (failed.length === 0 || onMissing === 'send') return null;
  const names = failed.map((tile) => tile.title).join(', ');
  return { code: 'exports/tiles-failed', params: { count: failed.length, names }, details: [] };
}

/** An error as it is kept. */
export function dataOf(error: unknown): AppErrorData {
  const failure = error instanceof AppError ? error : new AppError('host/internal', { cause: error });
  return { code: failure.code, params: failure.params, details: failure.details };
}

/** Never resolves; rejects with the reason. */
export function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
