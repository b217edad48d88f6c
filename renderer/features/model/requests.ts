import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type GovernedMember,
  governedMemberOutput,
  type MemberDefinition,
  type ModelFileView,
  type ModelQuery,
  memberCheckOutput,
  memberDetailOutput,
  modelFileCheckOutput,
  modelFileOutput,
  modelFileVersionOutput,
  modelOverviewOutput,
  modelQueryOutput,
} from '../../../contract/model.ts';
import { request } from '../../transport/index.ts';

const path = '/api/v1/model';
const memberPath = (id: string) => `${path}/members/${encodeURIComponent(id)}`;
const filePath = (name: string) => `${path}/files/${encodeURIComponent(name)}`;

/** Measures and dimensions made in forms. */
export function useGovernedMembers() {
  return useQuery({
    queryKey: ['model', 'members'],
    queryFn: ({ signal }) => request(`${path}/members`, { schema: z.array(governedMemberOutput), signal }),
  });
}

export function useGovernedMember(id: string | null) {
  return useQuery({
    queryKey: ['model', 'members', id],
    queryFn: ({ signal }) => request(memberPath(id ?? ''), { schema: memberDetailOutput, signal }),
    enabled: id !== null,
  });
}

/** What a definition would do; null asks nothing. */
export function useMemberCheck(definition: MemberDefinition | null, id: string | null) {
  return useQuery({
    queryKey: ['model', 'check', id, definition],
    queryFn: ({ signal }) =>
      request(`${path}/members/check${id === null ? '' : `?id=${encodeURIComponent(id)}`}`, {
        method: 'POST',
        body: definition,
        schema: memberCheckOutput,
        signal,
      }),
    enabled: definition !== null,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}

/** Everything that shows members must ask anew: the model is another one. */
function useModelChanged() {
  const client = useQueryClient();
  return () => {
    for (const key of ['model', 'cube-meta', 'cube', 'pivot']) void client.invalidateQueries({ queryKey: [key] });
  };
}

export function useSaveMember() {
  const changed = useModelChanged();
  return useMutation({
    mutationFn: ({ member, definition }: { member: GovernedMember | null; definition: MemberDefinition }) =>
      request(member ? memberPath(member.id) : `${path}/members`, {
        method: member ? 'PUT' : 'POST',
        body: definition,
        schema: governedMemberOutput,
        ...(member ? { ifMatch: member.version } : {}),
      }),
    onSuccess: changed,
  });
}

export type MemberStep =
  | { step: 'submit' | 'archive' | 'restore' }
  | { step: 'review'; review: { decision: 'approve' } | { decision: 'return'; note: string } };

export function useMemberStep() {
  const changed = useModelChanged();
  return useMutation({
    mutationFn: ({ member, ...step }: MemberStep & { member: Pick<GovernedMember, 'id' | 'version'> }) =>
      request(`${memberPath(member.id)}/${step.step}`, {
        method: 'POST',
        body: step.step === 'review' ? step.review : {},
        schema: governedMemberOutput,
        ifMatch: member.version,
      }),
    onSettled: changed,
  });
}

export function useModelOverview() {
  return useQuery({
    queryKey: ['model', 'overview'],
    queryFn: ({ signal }) => request(path, { schema: modelOverviewOutput, signal }),
  });
}

export function useOwnFiles() {
  return useQuery({
    queryKey: ['model', 'files'],
    queryFn: ({ signal }) => request(`${path}/files`, { schema: z.array(modelFileOutput), signal }),
  });
}

export function useModelFile(name: string | null) {
  return useQuery({
    queryKey: ['model', 'file', name],
    queryFn: ({ signal }) =>
      request(`${path}/file?name=${encodeURIComponent(name ?? '')}`, { schema: modelFileOutput, signal }),
    enabled: name !== null,
  });
}

export function useFileVersions(name: string | null) {
  return useQuery({
    queryKey: ['model', 'file-versions', name],
    queryFn: ({ signal }) =>
      request(`${filePath(name ?? '')}/versions`, { schema: z.array(modelFileVersionOutput), signal }),
    enabled: name !== null,
  });
}

/** Mistakes of a file, by the compiler on a copy of the model; null asks nothing. */
export function useFileCheck(file: { name: string; content: string } | null) {
  return useQuery({
    queryKey: ['model', 'file-check', file],
    queryFn: ({ signal }) =>
      request(`${path}/check`, { method: 'POST', body: file, schema: modelFileCheckOutput, signal }),
    enabled: file !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useSaveFile() {
  const client = useQueryClient();
  const changed = useModelChanged();
  return useMutation({
    mutationFn: ({ name, content, version }: { name: string; content: string; version: number }) =>
      request(filePath(name), { method: 'PUT', body: { content }, schema: modelFileOutput, ifMatch: version }),
    onSuccess: (saved) => {
      // What was typed is dropped in the same instant: the file must be there by then.
      client.setQueryData(['model', 'file', saved.name], saved);
      client.setQueryData<ModelFileView[]>(['model', 'files'], (now) =>
        now ? [...now.filter(({ name }) => name !== saved.name), saved] : now,
      );
      changed();
    },
  });
}

export function useArchiveFile() {
  const changed = useModelChanged();
  return useMutation({
    mutationFn: (name: string) => request(filePath(name), { method: 'DELETE', schema: modelFileOutput }),
    onSuccess: changed,
  });
}

export function useTestQuery() {
  return useMutation({
    mutationFn: (query: ModelQuery) =>
      request(`${path}/query`, { method: 'POST', body: query, schema: modelQueryOutput }),
  });
}
