import { keepPreviousData, type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type Connection,
  type ConnectionInput,
  type ConnectionPatch,
  type ConnectionProbe,
  type ConnectorKind,
  connectionOutput,
  connectorKindOutput,
  type ReplayInput,
  rejectedRowOutput,
  type StreamFreshness,
  type StreamPreviewInput,
  type Sync,
  streamFreshnessOutput,
  streamPreviewOutput,
  streamProposalOutput,
  syncOutput,
  testOutput,
} from '../../../contract/connections.ts';
import { nextRunOutput, type Schedule } from '../../../contract/schedules.ts';
import { request } from '../../transport/index.ts';

const path = '/api/v1/connections';
/** Everything here is stale when a sync moves on: the change stream knows these keys. */
const keys = { connections: ['connections'], freshness: ['freshness'] } as const;

export function useKinds(): UseQueryResult<ConnectorKind[]> {
  return useQuery({
    queryKey: ['connector-kinds'],
    queryFn: ({ signal }) => request('/api/v1/connectors', { schema: z.array(connectorKindOutput), signal }),
  });
}

export function useConnections(): UseQueryResult<Connection[]> {
  return useQuery({
    queryKey: keys.connections,
    queryFn: ({ signal }) => request(path, { schema: z.array(connectionOutput), signal }),
    refetchInterval: 60_000,
  });
}

export function useConnection(id: string): UseQueryResult<Connection> {
  return useQuery({
    queryKey: [...keys.connections, id],
    queryFn: ({ signal }) => request(`${path}/${id}`, { schema: connectionOutput, signal }),
    refetchInterval: ({ state: { data } }) => {
      if (data?.lastSync?.status === 'running') return 1_000;
      if (!data?.waitsUntil) return 60_000;
      // Asked again just after the next try has begun.
      const waitMs = Date.parse(data.waitsUntil) - Date.now();
      return waitMs > 0 ? Math.min(60_000, waitMs + 500) : 1_000;
    },
  });
}

export function useSyncs(id: string, limit: number): UseQueryResult<Sync[]> {
  return useQuery({
    queryKey: [...keys.connections, id, 'syncs', limit],
    queryFn: ({ signal }) => request(`${path}/${id}/syncs?limit=${limit}`, { schema: z.array(syncOutput), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.[0]?.status === 'running' ? 500 : 30_000),
  });
}

export function useFreshness(): UseQueryResult<StreamFreshness[]> {
  return useQuery({
    queryKey: keys.freshness,
    queryFn: ({ signal }) => request('/api/v1/freshness', { schema: z.array(streamFreshnessOutput), signal }),
    refetchInterval: 60_000,
  });
}

const rejectsOutput = z.object({ total: z.number(), rows: z.array(rejectedRowOutput) });
export function useRejects(id: string) {
  return useQuery({
    queryKey: [...keys.connections, id, 'rejects'],
    queryFn: ({ signal }) => request(`${path}/${id}/rejects?limit=50`, { schema: rejectsOutput, signal }),
  });
}

export function useNextRuns(schedule: Schedule | null) {
  return useQuery({
    queryKey: ['next-runs', schedule],
    enabled: schedule !== null,
    retry: false,
    queryFn: ({ signal }) =>
      request('/api/v1/schedules/next-runs', {
        schema: z.array(nextRunOutput),
        method: 'POST',
        body: schedule,
        signal,
      }),
  });
}

export const testProbe = (body: ConnectionProbe) =>
  request(`${path}/test`, { schema: testOutput, method: 'POST', body });

export const discoverStreams = (body: ConnectionProbe) =>
  request(`${path}/discover`, { schema: z.array(streamProposalOutput), method: 'POST', body });

export const previewStream = (body: StreamPreviewInput, signal?: AbortSignal) =>
  request(`${path}/preview`, { schema: streamPreviewOutput, method: 'POST', body, ...(signal ? { signal } : {}) });

function useChange<Input, Output>(work: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.connections }),
        client.invalidateQueries({ queryKey: keys.freshness }),
      ]),
  });
}

const nothing = z.undefined();
export const useCreate = () =>
  useChange((body: ConnectionInput) => request(path, { schema: connectionOutput, method: 'POST', body }));
export const useUpdate = (id: string) =>
  useChange((body: ConnectionPatch) => request(`${path}/${id}`, { schema: connectionOutput, method: 'PATCH', body }));
export const useRemove = (id: string) =>
  useChange((withData: boolean) => request(`${path}/${id}?data=${withData}`, { schema: nothing, method: 'DELETE' }));
export const useSyncNow = () =>
  useChange(({ id, fromStart }: { id: string; fromStart?: boolean }) =>
    request(`${path}/${id}/sync`, {
      ...{ schema: z.object({ runId: z.string() }), method: 'POST' },
      body: fromStart ? { fromStart } : {},
    }),
  );
export const useCancelSync = (id: string) =>
  useChange((_: undefined) => request(`${path}/${id}/cancel`, { schema: nothing, method: 'POST' }));
export const useReplay = (id: string) =>
  useChange((body: ReplayInput) =>
    request(`${path}/${id}/replay`, { schema: z.object({ id: z.string(), rows: z.number() }), method: 'POST', body }),
  );
