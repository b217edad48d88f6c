import type { FailureClass } from '../../contract/connections.ts';
import { AppError, type AppErrorData, type ErrorCode } from '../../contract/errors.ts';
import { backoffMs } from '../jobs/index.ts';
import type { Clock } from '../ports/clock.ts';
import { SourceFailure } from './connector-thread.ts';
import type { StoredFailure } from './records.ts';

const codes: Record<FailureClass, ErrorCode> = {
  auth: 'connections/failed-auth',
  permission: 'connections/failed-permission',
  config: 'connections/failed-config',
  unreachable: 'connections/failed-unreachable',
  tls: 'connections/failed-tls',
  rate_limit: 'connections/failed-rate-limit',
  transient: 'connections/failed-transient',
  timeout: 'connections/failed-timeout',
  data: 'connections/failed-data',
  gone: 'connections/failed-gone',
  cancelled: 'connections/cancelled',
  internal: 'connections/failed-internal',
};

/** What another try may mend. The rest waits for somebody, or for the next scheduled run. */
const isWorthRetrying: ReadonlySet<FailureClass> = new Set(['unreachable', 'rate_limit', 'transient', 'timeout']);
/** What concerns the whole connection: the other streams need not try. */
const endsSync: ReadonlySet<FailureClass> = new Set([
  ...(['auth', 'config', 'unreachable', 'tls', 'rate_limit', 'cancelled'] as const),
]);

export const isFatal = (failure: StoredFailure) => endsSync.has(failure.failure);

/** Any error of a sync as it is stored. */
export function storedFailure(error: unknown, clock: Clock): StoredFailure {
  if (error instanceof SourceFailure) {
    const { failure, reason, request } = error.sent;
    const at = new Date(clock.now()).toISOString();
    return { failure, ...codeOf(failure, reason), reason, request: request && { ...request, at } };
  }
  if (error instanceof AppError) return ofCode(error);
  return ofCode({ code: 'host/internal', params: {}, details: [] });
}

/** A server that answers, with an error of its own, is no connection that broke off. */
function codeOf(failure: FailureClass, reason: string | null): Pick<StoredFailure, 'code' | 'params'> {
  const [, status] = /^HTTP (\d{3})$/.exec(reason ?? '') ?? [];
  if (failure !== 'transient' || status === undefined) return { code: codes[failure], params: {} };
  return { code: 'connections/failed-unavailable', params: { status } };
}

/** An import that failed, or an error of ours. */
export function ofCode({ code, params }: AppErrorData): StoredFailure {
  const failure: FailureClass = code.endsWith('/cancelled')
    ? 'cancelled'
    : code === 'connections/column-missing'
      ? 'gone'
      : code === 'jobs/timeout'
        ? 'timeout'
        : code.startsWith('import/')
          ? 'data'
          : code.startsWith('store/') || code === 'host/stopping'
            ? 'transient'
            : 'internal';
  return { failure, code, params, reason: null, request: null };
}

/** The error a sync's run ends with; tells the retry how long the source asked to wait. */
export class SyncFailed extends AppError {
  readonly failure: FailureClass;
  readonly retryAfterMs: number | null;

  constructor(failure: StoredFailure, retryAfterMs: number | null) {
    super(failure.code, { params: failure.params, isRetryable: isWorthRetrying.has(failure.failure) });
    this.failure = failure.failure;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Wait before the next try of a sync; null = none. At least as long as the source asked for. */
export function retryDelayMs(error: unknown, attempt: number): number | null {
  if (error instanceof AppError && error.code === 'jobs/timeout') return backoffMs(attempt);
  if (!(error instanceof SyncFailed) || !error.isRetryable) return null;
  return Math.max(error.retryAfterMs ?? 0, backoffMs(attempt));
}
