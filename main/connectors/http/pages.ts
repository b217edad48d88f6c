import { createHash } from 'node:crypto';
import { ConnectorFailure } from '../connector.ts';
import type { ApiAnswer, ApiRequest } from './client.ts';
import type { ApiStream, Pagination } from './description.ts';
import type { ApiSession, PageParameters } from './session.ts';
import { type Terms, valueAt } from './template.ts';

/** Far beyond any list; a read that comes here goes in circles in a way nobody thought of. */
const maxPages = 1_000_000;

/** A listing is longer than the API will show: asked for less at a time, all of it comes. */
export class TooManyRecords extends ConnectorFailure {
  constructor(most: number) {
    super('data', { reason: `more than ${most} records in one listing: the source shows no more` });
  }
}

/**
 * The records of a stream page by page. An API that gives the same page again and again is caught: by a page that is
 * asked for a second time, or one that is the same as the page before.
 *
 * @throws data for a page loop and for an answer without the list; TooManyRecords
 */
export async function* pagesOf(
  session: ApiSession,
  stream: ApiStream,
  pagination: Pagination,
  terms: Terms,
): AsyncGenerator<unknown[]> {
  const asked = new Set<string>();
  let request = session.request(stream, terms, pageParameters(pagination, 0, null));
  const most = stream.incremental?.most_records ?? Number.POSITIVE_INFINITY;
  let count = 0;
  let last = '';
  for (let number = 0; number < maxPages; number += 1) {
    const signature = `${request.url.href}\n${request.body ?? ''}`;
    if (asked.has(signature)) throw loop(request, 'the same page is asked for twice');
    asked.add(signature);
    const answer = await session.send(request);
    const records = recordsOf(answer, stream, request);
    const digest = createHash('sha1').update(answer.text).digest('base64');
    if (records.length > 0 && digest === last && pagination.type !== 'none')
      throw loop(request, 'two pages are the same');
    last = digest;
    yield records;
    const next = nextRequest({ session, stream, pagination, terms, answer, records, number, request });
    if (next === null) return;
    count += records.length;
    if (count >= most) throw new TooManyRecords(most);
    request = next;
  }
  throw loop(request, 'there is no end of pages');
}

function loop(request: ApiRequest, reason: string): ConnectorFailure {
  return new ConnectorFailure('data', {
    reason: `pages go in circles: ${reason}`,
    request: { request: `${request.method} ${request.url.origin}${request.url.pathname}`, response: null },
  });
}

function recordsOf(answer: ApiAnswer, stream: ApiStream, request: ApiRequest): unknown[] {
  const found = valueAt(answer.json, stream.records);
  // Some leave the list out when it is empty.
  if (
    found === null ||
    (found === undefined &&
      stream.records !== '' &&
      typeof valueAt(answer.json, parentPath(stream.records)) === 'object')
  )
    return [];
  if (!Array.isArray(found)) {
    throw new ConnectorFailure('data', {
      reason: `the answer has no list at ${stream.records || 'its top'}`,
      request: {
        request: `${request.method} ${request.url.origin}${request.url.pathname}`,
        response: answer.text.slice(0, 1000),
      },
    });
  }
  return stream.record === '' ? found : found.map((item) => valueAt(item, stream.record) ?? item);
}

const parentPath = (path: string) => path.split('.').slice(0, -1).join('.');

interface Turn {
  session: ApiSession;
  stream: ApiStream;
  pagination: Pagination;
  terms: Terms;
  answer: ApiAnswer;
  records: readonly unknown[];
  number: number;
  request: ApiRequest;
}

/** Null at the end. */
function nextRequest(turn: Turn): ApiRequest | null {
  const { session, stream, pagination, terms, answer, records, number, request } = turn;
  const page = (at: string | null) => session.request(stream, terms, pageParameters(pagination, number + 1, at));
  switch (pagination.type) {
    case 'none':
      return null;
    case 'page': {
      const pages =
        pagination.pages_header === '' ? Number.NaN : Number(answer.headers.get(pagination.pages_header) ?? Number.NaN);
      if (Number.isFinite(pages))
        return pagination.start + number + 1 > pages - 1 + pagination.start ? null : page(null);
      return records.length < pagination.size ? null : page(null);
    }
    case 'offset':
      return records.length < pagination.size ? null : page(null);
    case 'cursor': {
      if (pagination.has_more !== '' && valueAt(answer.json, pagination.has_more) !== true) return null;
      const at =
        pagination.next === ''
          ? valueAt(records.at(-1), pagination.last_record)
          : valueAt(answer.json, pagination.next);
      return at === undefined || at === null || at === '' || at === false ? null : page(String(at));
    }
    case 'link': {
      const next = nextLink(answer.headers.get('link'));
      return next === null ? null : session.follow(stream, next, request.url);
    }
    case 'next_url': {
      const next = valueAt(answer.json, pagination.next);
      return typeof next === 'string' && next !== '' ? session.follow(stream, next, request.url) : null;
    }
  }
}

function pageParameters(pagination: Pagination, number: number, at: string | null): PageParameters {
  const parameters: Record<string, string | number> = {};
  if ('size_parameter' in pagination && pagination.size_parameter !== '')
    parameters[pagination.size_parameter] = pagination.size;
  if (pagination.type === 'page') parameters[pagination.parameter] = pagination.start + number;
  if (pagination.type === 'offset') parameters[pagination.parameter] = number * pagination.size;
  if (pagination.type === 'cursor' && at !== null) parameters[pagination.parameter] = at;
  const isBody = 'in' in pagination && pagination.in === 'body';
  return { query: isBody ? {} : parameters, body: isBody ? parameters : {} };
}

/** The address in a `Link` header (RFC 8288) whose relation is `next`. */
export function nextLink(header: string | null): string | null {
  for (const part of (header ?? '').split(/,(?=\s*<)/)) {
    const [, address, parameters = ''] = /^\s*<([^>]*)>(.*)$/s.exec(part) ?? [];
    if (address !== undefined && /;\s*rel\s*=\s*"?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:;|$)/i.test(parameters))
      return address;
  }
  return null;
}
