import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { z } from 'zod';
import { type Export, type ExportOrder, exportOutput } from '../../../contract/exports.ts';
import { request } from '../../transport/index.ts';

export interface ExportRun {
  start: (order: ExportOrder) => void;
  isRunning: boolean;
  /** Null before the first one. */
  state: Export | null;
  error: unknown;
}

const isUnderWay = (state: Export | undefined) => state?.status === 'queued' || state?.status === 'running';

export const fileAddress = (id: string) => `/api/v1/exports/${encodeURIComponent(id)}/file`;

/** Orders a file, follows it, and hands it over when it is there. */
export function useExport(): ExportRun {
  const ordered = useMutation({
    mutationFn: (order: ExportOrder) =>
      request('/api/v1/exports', { method: 'POST', body: order, schema: z.object({ id: z.string() }) }),
  });
  const id = ordered.data?.id ?? null;
  const state = useQuery({
    queryKey: ['exports', id],
    queryFn: ({ signal }) => request(`/api/v1/exports/${id}`, { schema: exportOutput, signal }),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data === undefined || isUnderWay(query.state.data) ? 400 : false),
  });
  const status = state.data?.status;
  useEffect(() => {
    if (id === null || status !== 'succeeded') return;
    const link = document.createElement('a');
    link.href = fileAddress(id);
    link.download = '';
    link.click();
  }, [id, status]);
  return {
    start: (order) => ordered.mutate(order),
    isRunning: ordered.isPending || (id !== null && (state.data === undefined || isUnderWay(state.data))),
    state: state.data ?? null,
    error: ordered.error ?? state.error,
  };
}
