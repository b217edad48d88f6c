import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type AnalysisReport,
  type AnalysisReportInput,
  analysisReportOutput,
  reportVersionOutput,
} from '../../../../contract/reports.ts';
import { request } from '../../../transport/index.ts';

const path = '/api/v1/reports';
const of = (id: string) => `${path}/${encodeURIComponent(id)}`;

/** A saved analysis; null asks nothing. */
export function useAnalysisReport(id: string | null) {
  return useQuery({
    queryKey: ['reports', id],
    queryFn: ({ signal }) => request(of(id ?? ''), { schema: analysisReportOutput, signal }),
    enabled: id !== null,
  });
}

/** Saves a new report, or a new version of one; refused when somebody else was faster. */
export function useSaveAnalysis() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ report, input }: { report: AnalysisReport | null; input: AnalysisReportInput }) =>
      request(report ? of(report.id) : path, {
        method: report ? 'PUT' : 'POST',
        body: input,
        schema: analysisReportOutput,
        ...(report ? { ifMatch: report.version } : {}),
      }),
    onSuccess: (saved) => {
      client.setQueryData(['reports', saved.id], saved);
      void client.invalidateQueries({ queryKey: ['reports'], exact: true });
      void client.invalidateQueries({ queryKey: ['reports', saved.id, 'versions'] });
    },
  });
}

export function useRemoveAnalysis() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request(of(id), { method: 'DELETE', schema: z.undefined() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['reports'], exact: true }),
  });
}

export function useAnalysisVersions(id: string) {
  return useQuery({
    queryKey: ['reports', id, 'versions'],
    queryFn: ({ signal }) => request(`${of(id)}/versions`, { schema: z.array(reportVersionOutput), signal }),
  });
}

/** An analysis as it was. */
export function fetchAnalysisVersion(id: string, version: number): Promise<AnalysisReport> {
  return request(`${of(id)}/versions/${version}`, { schema: analysisReportOutput });
}
