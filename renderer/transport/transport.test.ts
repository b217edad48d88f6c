import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { figure } from '../../contract/board-queries/index.ts';
import { followChanges, paced } from './changes.ts';
import { errorOf } from './request.ts';

describe('figures', () => {
  it('are numbers or nothing', () => {
    expect(['12.50', 7, '-3', '0'].map(figure)).toEqual([12.5, 7, -3, 0]);
    expect([null, undefined, '', 'abc', true, 'Infinity'].map((value) => figure(value))).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });
});

describe('refused answers', () => {
  it('carry the code, sentence and details of the host', () => {
    const details = [{ path: 'name', message: 'too long' }];
    const error = errorOf({ error: { code: 'api/invalid-input', message: 'Not like this.', details } }, 422);
    expect([error.code, error.message, error.status, error.details]).toEqual([
      'api/invalid-input',
      'Not like this.',
      422,
      details,
    ]);
  });

  it('are still errors when they are of another make', () => {
    expect(errorOf({ error: 'Query is too long' }, 400).message).toBe('Query is too long');
    expect(errorOf('<html>', 502)).toMatchObject({ code: 'transport/refused', message: 'HTTP 502', status: 502 });
  });
});

describe('pace', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at once, then once per interval, and never loses the last call', () => {
    let runs = 0;
    const pace = paced(1000, () => {
      runs += 1;
    });
    for (let call = 0; call < 10; call += 1) pace.call();
    expect(runs).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(runs).toBe(2);
    vi.advanceTimersByTime(5000);
    expect(runs).toBe(2);
    pace.call();
    expect(runs).toBe(3);
    pace.call();
    pace.stop();
    vi.advanceTimersByTime(5000);
    expect(runs).toBe(3);
  });
});

describe('the stream of changes', () => {
  const stream = () => {
    const told = new EventTarget();
    vi.stubGlobal(
      'EventSource',
      class {
        addEventListener = told.addEventListener.bind(told);
        close(): void {}
      },
    );
    return told;
  };
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('makes figures, customers and segments stale with new data, and nothing that new data leaves alone', () => {
    const told = stream();
    const client = new QueryClient();
    const keys = [
      ['cube', 'a question'],
      ['profiles', '7'],
      ['profiles', '7', 'timeline', null],
      ['segments', 'one'],
      ['session'],
    ];
    for (const key of keys) client.setQueryData(key, {});
    const stop = followChanges(client);
    const stale = () => keys.filter((key) => client.getQueryState(key)?.isInvalidated).map(([name]) => name);
    expect(stale()).toEqual([]);
    told.dispatchEvent(new Event('data'));
    expect(stale()).toEqual(['cube', 'profiles', 'profiles', 'segments']);
    stop();
    client.clear();
  });

  it('lets a further page of a story come, and reads its pages again then', async () => {
    const told = stream();
    const client = new QueryClient();
    const asked: { page: number; answer: (text: string) => void }[] = [];
    const observer = new InfiniteQueryObserver(client, {
      queryKey: ['profiles', '7', 'timeline', null],
      queryFn: ({ pageParam }) => {
        const { promise, resolve } = Promise.withResolvers<string>();
        asked.push({ page: pageParam, answer: resolve });
        return promise;
      },
      initialPageParam: 1,
      getNextPageParam: (_, pages) => pages.length + 1,
    });
    const leave = observer.subscribe(() => {});
    const stop = followChanges(client);
    const pages = () => observer.getCurrentResult().data?.pages;
    asked[0]?.answer('one');
    await vi.waitFor(() => expect(pages()).toEqual(['one']));
    void observer.fetchNextPage();
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    told.dispatchEvent(new Event('data'));
    asked[1]?.answer('two');
    await vi.waitFor(() => expect(pages()).toEqual(['one', 'two']));
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    asked[2]?.answer('one, changed');
    await vi.waitFor(() => expect(asked).toHaveLength(4));
    asked[3]?.answer('two, changed');
    await vi.waitFor(() => expect(pages()).toEqual(['one, changed', 'two, changed']));
    expect(asked.map(({ page }) => page)).toEqual([1, 2, 1, 2]);
    leave();
    stop();
    client.clear();
  });
});
