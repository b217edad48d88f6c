import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { reconciliationOutput } from '../../../contract/reconciliation.ts';
import { tableOutput } from '../../../contract/tables.ts';
import { request } from '../../transport/index.ts';

/** Lines in = lines in revenue + lines left out, over all of history. */
export const reconciliationQuery = queryOptions({
  queryKey: ['reconciliation'],
  queryFn: ({ signal }) => request('/api/v1/reconciliation', { schema: reconciliationOutput, signal }),
});

/** Tables made from files that map to no canonical entity. */
export const tablesQuery = queryOptions({
  queryKey: ['tables'],
  queryFn: ({ signal }) => request('/api/v1/tables', { schema: z.array(tableOutput), signal }),
});

export const deleteTable = (name: string) =>
  request(`/api/v1/tables/${encodeURIComponent(name)}`, { method: 'DELETE', schema: z.unknown() });

export const removeSample = () => request('/api/v1/sample', { method: 'DELETE', schema: z.unknown() });
export const addSample = () => request('/api/v1/sample', { method: 'POST', schema: z.unknown() });
