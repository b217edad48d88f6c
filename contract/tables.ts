import { z } from 'zod';
import { columnTypes } from './imports.ts';

/** A table made from files that map to no canonical entity. */
export const tableOutput = z.object({
  name: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.enum(columnTypes) })),
  rowCount: z.number().int(),
  createdAt: z.iso.datetime(),
});
export type ImportedTable = z.infer<typeof tableOutput>;
