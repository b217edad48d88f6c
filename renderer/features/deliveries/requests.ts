import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { type AlertDefinition, alertOutput } from '../../../contract/alerts.ts';
import {
  type ChannelInput,
  channelOutput,
  type DeliverySchedule,
  deliveryRunOutput,
  deliveryScheduleOutput,
  noticeOutput,
} from '../../../contract/deliveries.ts';
import { exportOutput } from '../../../contract/exports.ts';
import { request } from '../../transport/index.ts';

const list = <T extends z.ZodType>(key: string, schema: T) =>
  queryOptions({
    queryKey: ['deliveries', key],
    queryFn: ({ signal }) => request(`/api/v1/${key}`, { schema: z.array(schema), signal }),
    staleTime: 0,
    refetchInterval: 5000,
  });

export const schedulesQuery = list('schedules', deliveryScheduleOutput);
export const alertsQuery = list('alerts', alertOutput);
export const channelsQuery = list('channels', channelOutput);
export const exportsQuery = list('exports', exportOutput);
/** Asked again when the host says that there is something to tell. */
export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => request('/api/v1/notices', { schema: z.array(noticeOutput), signal }),
});
export const runsQuery = (id: string) => list(`schedules/${id}/runs`, deliveryRunOutput);

const nothing = z.unknown();
type Change = { path: string; method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; body?: unknown };

/** A change after which every list is read anew. */
export function useChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method, body }: Change) =>
      request(`/api/v1/${path}`, { method, schema: nothing, ...(body === undefined ? {} : { body }) }),
    onSettled: () => Promise.all(['deliveries', 'notices'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export type ScheduleBody = DeliverySchedule;
export type AlertBody = AlertDefinition;
export type ChannelBody = ChannelInput;
