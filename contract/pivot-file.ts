import { z } from 'zod';
import { csvEncodings } from './exports.ts';
import { pivotInput, pivotRequest } from './pivot.ts';
import { cellFormatInput, numberFormatInput } from './pivot-formats.ts';

/** The laid-out pivot as a file: everything that is seen, not only the part scrolled to. */
export const pivotFileRequest = z.strictObject({
  pivot: pivotInput,
  collapsed: pivotRequest.shape.collapsed,
  format: z.enum(['csv', 'xlsx']),
  /** CSV only. */
  encoding: z.enum(csvEncodings).default('utf-8'),
  title: z.string().max(200).default(''),
  /** Names that the reader gave to fields and values, by their id. */
  titles: z.record(z.string().max(60), z.string().max(200)).default({}),
  formats: z.array(cellFormatInput).max(60).default([]),
  numbers: z.array(numberFormatInput).max(60).default([]),
  /** Written where a field's value or a figure is empty. */
  emptyText: z.string().max(40).default(''),
});
export type PivotFileRequest = z.infer<typeof pivotFileRequest>;
