import type { QueryClient } from '@tanstack/react-query';

/** Query keys by what they depend on: new data, or the progress of imports. */
const dataKeys = [
  'cube',
  'cube-meta',
  'status',
  'tables',
  'workspace',
  'reconciliation',
  'analytics',
  'segments',
  'profiles',
] as const;
const importKeys = ['imports', 'status'] as const;
const syncKeys = ['connections', 'freshness', 'status'] as const;
const boardKeys = ['boards', 'targets'] as const;
const noticeKeys = ['notices'] as const;

/** A long import commits many times a second; the board follows at this pace. */
const dataPaceMs = 1500;
const importPaceMs = 250;

/**
 * Listens to the host's change stream and marks what it makes stale. Keys of TanStack Query begin with one of the
 * names above. After a lost connection everything is marked, because what happened meanwhile is unknown.
 *
 * @returns stops listening
 */
export function followChanges(queryClient: QueryClient): () => void {
  const source = new EventSource('/api/v1/changes');
  const data = paced(dataPaceMs, () => invalidate(queryClient, dataKeys));
  const imports = paced(importPaceMs, () => invalidate(queryClient, importKeys));
  const syncs = paced(importPaceMs, () => invalidate(queryClient, syncKeys));
  const boards = paced(dataPaceMs, () => invalidate(queryClient, boardKeys));
  const notices = paced(importPaceMs, () => invalidate(queryClient, noticeKeys));
  let wasLost = false;
  source.addEventListener('data', data.call);
  source.addEventListener('import', imports.call);
  source.addEventListener('sync', syncs.call);
  source.addEventListener('workspace', data.call);
  source.addEventListener('board', boards.call);
  source.addEventListener('notice', notices.call);
  source.addEventListener('error', () => {
    wasLost = true;
  });
  source.addEventListener('open', () => {
    if (wasLost) void queryClient.invalidateQueries();
    wasLost = false;
  });
  return () => {
    source.close();
    data.stop();
    imports.stop();
    boards.stop();
    notices.stop();
    syncs.stop();
  };
}

/** What people read on page by page: a further page under way comes before the pages are read again. */
const pagedKeys: ReadonlySet<string> = new Set(['profiles']);

function invalidate(queryClient: QueryClient, keys: readonly string[]): void {
  for (const key of keys) {
    if (pagedKeys.has(key)) void invalidateLetting(queryClient, [key]);
    else void queryClient.invalidateQueries({ queryKey: [key] });
  }
}

/** Invalidates without giving up what is being read; that is read once more, as it may be older than the change. */
async function invalidateLetting(queryClient: QueryClient, queryKey: readonly string[]): Promise<void> {
  const isReading = queryClient.isFetching({ queryKey }) > 0;
  await queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
  if (isReading) await queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
}

/** Runs at once, then at most once per `paceMs`; the last call is never lost. */
export function paced(paceMs: number, run: () => void): { call: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWaiting = false;
  const tick = () => {
    timer = undefined;
    if (!isWaiting) return;
    isWaiting = false;
    run();
    timer = setTimeout(tick, paceMs);
  };
  return {
    call: () => {
      if (timer !== undefined) {
        isWaiting = true;
        return;
      }
      run();
      timer = setTimeout(tick, paceMs);
    },
    stop: () => clearTimeout(timer),
  };
}
