import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  type CustomerFilter,
  type CustomerOrder,
  type CustomerSort,
  customerListOutput,
  customerSorts,
} from '../../../contract/profiles.ts';
import { segmentId as segmentIdInput } from '../../../contract/segments.ts';
import { errorOf, request, send } from '../../transport/index.ts';

const path = '/api/v1/customers';
export const pageSize = 50;

/** Which customers are listed, in which order. */
export interface CustomerQuestion extends CustomerFilter, CustomerOrder {}

const noSegment = '00000000-0000-0000-0000-000000000000';

/** What an address asks for; what is none of ours is passed over. */
export function questionIn(search: Record<string, string | string[] | undefined>): CustomerQuestion {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [sort, bought, segment] = [text('sort'), text('bought'), text('segment')];
  // A link cut short names no segment, and is told so as one that is gone.
  const segmentId = segment === undefined || segmentIdInput.safeParse(segment).success ? segment : noSegment;
  return {
    search: (text('search') ?? '').slice(0, 200),
    ...(segmentId ? { segmentId } : {}),
    ...(bought === 'yes' || bought === 'no' ? { bought } : {}),
    sort: (customerSorts as readonly (string | undefined)[]).includes(sort) ? (sort as CustomerSort) : 'revenue',
    direction: text('direction') === 'asc' ? 'asc' : 'desc',
  };
}

/** The same as parameters of an address; what goes without saying is left out. */
export function addressOf({ search, segmentId, bought, sort, direction }: CustomerQuestion): Record<string, string> {
  return {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(segmentId ? { segment: segmentId } : {}),
    ...(bought ? { bought } : {}),
    ...(sort === 'revenue' && direction === 'desc' ? {} : { sort, direction }),
  };
}

function parametersOf({ search, segmentId, bought, sort, direction }: CustomerQuestion): URLSearchParams {
  return new URLSearchParams({
    ...(search === '' ? {} : { search }),
    ...(segmentId ? { segmentId } : {}),
    ...(bought ? { bought } : {}),
    ...{ sort, direction },
  });
}

/** One page; `after`: where it begins, null at the first. The page before stays until it is there. */
export const customersQuery = (question: CustomerQuestion, after: string | null) =>
  queryOptions({
    queryKey: ['profiles', 'list', question, after],
    queryFn: ({ signal }) => {
      const parameters = parametersOf(question);
      parameters.set('limit', String(pageSize));
      if (after !== null) parameters.set('after', after);
      return request(`${path}?${parameters}`, { schema: customerListOutput, signal });
    },
    placeholderData: keepPreviousData,
  });

/** All of them as a file. */
export async function customersFile(question: CustomerQuestion): Promise<Blob> {
  const response = await send(`${path}/file?${parametersOf(question)}`, 'GET', undefined);
  if (!response.ok) throw errorOf(await response.json().catch(() => null), response.status);
  return response.blob();
}
