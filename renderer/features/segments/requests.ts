import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type Segment,
  type SegmentChange,
  type SegmentInput,
  type SegmentMembers,
  segmentMembersOutput,
  segmentOutput,
} from '../../../contract/segments.ts';
import { request } from '../../transport/index.ts';

const path = '/api/v1/segments';

/** All segments, the newest first. */
export function useSegments(): UseQueryResult<Segment[]> {
  return useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => request(path, { schema: z.array(segmentOutput), signal }),
  });
}

export function useSegment(id: string): UseQueryResult<Segment> {
  return useQuery({
    queryKey: ['segments', id],
    queryFn: ({ signal }) => request(`${path}/${id}`, { schema: segmentOutput, signal }),
  });
}

export function useMembers(id: string, offset: number, limit: number): UseQueryResult<SegmentMembers> {
  return useQuery({
    queryKey: ['segments', id, 'members', offset, limit],
    queryFn: ({ signal }) =>
      request(`${path}/${id}/members?offset=${offset}&limit=${limit}`, { schema: segmentMembersOutput, signal }),
    placeholderData: (former) => former,
  });
}

/** Makes a segment of a list of people or of the people of an analysis. */
export function useCreateSegment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Omit<SegmentInput, 'description'> & { description?: string }) =>
      request(path, { schema: segmentOutput, method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  });
}

export function useChangeSegment(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SegmentChange) => request(`${path}/${id}`, { schema: segmentOutput, method: 'PATCH', body }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['segments'] }),
        client.invalidateQueries({ queryKey: ['analytics'] }),
      ]),
  });
}

export function useDeleteSegment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request(`${path}/${id}`, { schema: z.undefined(), method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  });
}
