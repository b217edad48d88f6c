import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type Report,
  type ReportInput,
  reportEntryOutput,
  reportOutput,
  reportVersionOutput,
  savedReportOutput,
} from '../../../contract/reports.ts';
import { request } from '../../transport/index.ts';

const path = '/api/v1/reports';

export const reportListQuery = queryOptions({
  queryKey: ['reports'],
  queryFn: ({ signal }) => request(path, { schema: z.array(reportEntryOutput), signal }),
});

export function useReports(isWanted: boolean) {
  return useQuery({ ...reportListQuery, enabled: isWanted });
}

export function useReport(id: string | null) {
  return useQuery({
    queryKey: ['reports', id],
    queryFn: ({ signal }) => request(`${path}/${encodeURIComponent(id ?? '')}`, { schema: savedReportOutput, signal }),
    enabled: id !== null,
  });
}

export function useReportVersions(id: string | null) {
  return useQuery({
    queryKey: ['reports', id, 'versions'],
    queryFn: ({ signal }) =>
      request(`${path}/${encodeURIComponent(id ?? '')}/versions`, { schema: z.array(reportVersionOutput), signal }),
    enabled: id !== null,
  });
}

/** A version never changes. */
export function reportVersionQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ['reports', id, 'versions', version],
    queryFn: ({ signal }) =>
      request(`${path}/${encodeURIComponent(id)}/versions/${version}`, { schema: reportOutput, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Saves a new report, or a new version of one; refused when somebody else was faster. */
export function useSaveReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ report, input }: { report: Pick<Report, 'id' | 'version'> | null; input: ReportInput }) =>
      request(report ? `${path}/${encodeURIComponent(report.id)}` : path, {
        method: report ? 'PUT' : 'POST',
        body: input,
        schema: reportOutput,
        ...(report ? { ifMatch: report.version } : {}),
      }),
    onSuccess: (saved) => {
      client.setQueryData(['reports', saved.id], saved);
      void client.invalidateQueries({ queryKey: ['reports'], exact: true });
      void client.invalidateQueries({ queryKey: ['reports', saved.id, 'versions'], exact: true });
    },
  });
}

export function useRemoveReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE', schema: z.undefined() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['reports'] }),
  });
}
