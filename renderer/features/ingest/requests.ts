import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type FormHook,
  type FormHookInput,
  formHookOutput,
  type IngestState,
  ingestStateOutput,
  newFormHookOutput,
  newWriteKeyOutput,
  type WriteKey,
  type WriteKeyInput,
  writeKeyOutput,
} from '../../../contract/ingest.ts';
import { request } from '../../transport/index.ts';

const keysPath = '/api/v1/write-keys';
const formsPath = '/api/v1/form-hooks';

export function useWriteKeys(): UseQueryResult<WriteKey[]> {
  return useQuery({
    queryKey: ['write-keys'],
    queryFn: ({ signal }) => request(keysPath, { schema: z.array(writeKeyOutput), signal }),
    retry: false,
  });
}

export function useFormHooks(): UseQueryResult<FormHook[]> {
  return useQuery({
    queryKey: ['form-hooks'],
    queryFn: ({ signal }) => request(formsPath, { schema: z.array(formHookOutput), signal }),
    retry: false,
  });
}

/** Asked again and again: what waits is taken by itself. */
export function useIngestState(): UseQueryResult<IngestState> {
  return useQuery({
    queryKey: ['ingest-state'],
    queryFn: ({ signal }) => request('/api/v1/events-waiting', { schema: ingestStateOutput, signal }),
    refetchInterval: 5000,
    retry: false,
  });
}

export function useMakeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: WriteKeyInput) => request(keysPath, { schema: newWriteKeyOutput, method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['write-keys'] }),
  });
}

export function useMakeForm() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: FormHookInput) => request(formsPath, { schema: newFormHookOutput, method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['form-hooks'] }),
  });
}

/** Ends a key or closes an address. */
export function useEnd(kind: 'write-keys' | 'form-hooks') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request(`/api/v1/${kind}/${id}`, { schema: z.undefined(), method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: [kind] }),
  });
}
