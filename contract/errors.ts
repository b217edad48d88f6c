/**
 * The one error family. A code is `stage/reason`; every code has a kind here, an HTTP status in
 * `main/api/http-status.ts` and words in both languages in `contract/error-words.ts`.
 * The tables are complete by type: a new code does not compile until all three know it.
 */
export const errorKinds = {
  'access/not-signed-in': 'user',
  'access/not-allowed': 'user',
  'access/bad-origin': 'user',
  'access/owner-required': 'user',
  'access/bad-credentials': 'user',
  'access/too-many-attempts': 'user',
  'access/email-taken': 'user',
  'access/last-owner': 'user',
  'api/not-found': 'user',
  'api/method-not-allowed': 'user',
  'api/invalid-input': 'user',
  'api/too-large': 'user',
  'api/conflict': 'user',
  'api/upload-expired': 'user',
  'import/empty-file': 'source',
  'import/header-only': 'source',
  'import/undecodable': 'source',
  'import/unpacks-too-large': 'source',
  'import/unclosed-quote': 'source',
  'import/too-many-columns': 'source',
  'import/line-too-long': 'source',
  'import/not-text': 'source',
  'import/damaged-file': 'source',
  'import/password-protected': 'source',
  'import/no-such-sheet': 'user',
  'import/mixed-archive': 'source',
  'import/empty-archive': 'source',
  'import/file-missing': 'source',
  'import/file-changed': 'source',
  'import/mapping-incomplete': 'user',
  'import/mapping-invalid': 'user',
  'import/unknown-entity': 'user',
  'import/unknown-column': 'user',
  'import/no-rows-accepted': 'source',
  'import/cancelled': 'cancelled',
  'import/waits-for-space': 'environment',
  'ingest/bad-key': 'user',
  'ingest/bad-json': 'source',
  'ingest/bad-message': 'source',
  'ingest/bad-signature': 'user',
  'store/disk-full': 'environment',
  'store/locked': 'environment',
  'store/newer-version': 'environment',
  'store/damaged': 'environment',
  'store/read-only': 'environment',
  'replica/query-failed': 'bug',
  'replica/query-timeout': 'environment',
  'replica/query-refused': 'user',
  'replica/query-cancelled': 'cancelled',
  'replica/unavailable': 'environment',
  'semantic/unknown-member': 'user',
  'semantic/query-failed': 'bug',
  'semantic/unavailable': 'environment',
  'analytics/too-little-data': 'user',
  'analytics/too-few-outcomes': 'user',
  'analytics/busy': 'environment',
  'analytics/too-slow': 'environment',
  'segments/not-found': 'user',
  'profiles/not-found': 'user',
  'boards/not-found': 'user',
  'boards/built-in': 'user',
  'connections/unknown-kind': 'user',
  'connections/name-taken': 'user',
  'connections/secrets-unreadable': 'environment',
  'connections/stream-twice': 'user',
  'connections/stream-needs-cursor': 'user',
  'connections/stream-needs-key': 'user',
  'connections/stream-needs-line': 'user',
  'connections/rows-need-values': 'user',
  'connections/column-missing': 'source',
  'connections/failed-auth': 'source',
  'connections/failed-permission': 'source',
  'connections/failed-config': 'user',
  'connections/failed-unreachable': 'source',
  'connections/failed-tls': 'source',
  'connections/failed-rate-limit': 'source',
  'connections/failed-transient': 'source',
  'connections/failed-unavailable': 'source',
  'connections/failed-timeout': 'source',
  'connections/failed-data': 'source',
  'connections/failed-gone': 'source',
  'connections/failed-internal': 'bug',
  'connections/cancelled': 'cancelled',
  'jobs/invalid-schedule': 'user',
  'jobs/cancelled': 'cancelled',
  'jobs/timeout': 'environment',
  'jobs/interrupted': 'environment',
  'exports/not-found': 'user',
  'exports/not-ready': 'user',
  'exports/expired': 'user',
  'exports/format-unsupported': 'user',
  'exports/nothing-to-export': 'user',
  'exports/analysis-unsupported': 'user',
  'exports/tile-late': 'environment',
  'exports/too-large': 'user',
  'exports/too-many': 'user',
  'exports/printer-missing': 'environment',
  'exports/timed-out': 'environment',
  'exports/print-failed': 'bug',
  'exports/tiles-failed': 'source',
  'exports/cancelled': 'cancelled',
  'exports/interrupted': 'environment',
  'deliveries/not-found': 'user',
  'deliveries/channel-not-found': 'user',
  'deliveries/channel-in-use': 'user',
  'deliveries/name-taken': 'user',
  'deliveries/no-recipients': 'user',
  'deliveries/recipient-refused': 'source',
  'deliveries/unreachable': 'environment',
  'deliveries/refused': 'source',
  'deliveries/too-large': 'user',
  'deliveries/folder-unusable': 'environment',
  'deliveries/address-forbidden': 'user',
  'deliveries/owner-gone': 'user',
  'deliveries/not-divisible': 'user',
  'deliveries/value-unknown': 'user',
  'deliveries/under-way': 'user',
  'deliveries/nothing-to-resend': 'user',
  'alerts/not-found': 'user',
  'alerts/tile-gone': 'user',
  'pivot/unknown-member': 'user',
  'pivot/unknown-formula': 'user',
  'pivot/formula-invalid': 'user',
  'pivot/mixed-views': 'user',
  'pivot/too-many-cells': 'user',
  'pivot/too-many-questions': 'user',
  'pivot/too-many-bins': 'user',
  'pivot/too-wide-for-workbook': 'user',
  'pivot/failed': 'bug',
  'reports/not-found': 'user',
  'model/invalid': 'user',
  'model/not-found': 'user',
  'model/name-taken': 'user',
  'model/archived-member': 'user',
  'model/nothing-to-review': 'user',
  'model/too-many': 'user',
  'model/check-timeout': 'environment',
  'host/port-taken': 'environment',
  'host/address-unavailable': 'environment',
  'host/already-running': 'environment',
  'host/usage': 'user',
  'host/stopping': 'environment',
  'host/internal': 'bug',
} as const satisfies Record<string, ErrorKind>;

/** What an error means to the reader of a log, and who can do something about it. */
export type ErrorKind = 'user' | 'source' | 'environment' | 'bug' | 'cancelled';
export type ErrorCode = keyof typeof errorKinds;

/** One place in the input that is wrong: `path` as in JSON (`steps.0.event`), `message` in the reader's language. */
export interface ErrorDetail {
  path: string;
  message: string;
}

export interface AppErrorOptions {
  /** Values for the placeholders of the sentence, already free of secrets. */
  params?: Record<string, string | number>;
  details?: ErrorDetail[];
  isRetryable?: boolean;
  cause?: unknown;
}

/** The only error type that crosses a stage's door; anything else is a bug and becomes `host/internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly isRetryable: boolean;
  readonly params: Record<string, string | number>;
  readonly details: ErrorDetail[];

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.kind = errorKinds[code];
    this.isRetryable = options.isRetryable ?? false;
    this.params = options.params ?? {};
    this.details = options.details ?? [];
  }
}

/** The same error as plain data, for a thread boundary or a row in the store. */
export interface AppErrorData {
  code: ErrorCode;
  params: Record<string, string | number>;
  details: ErrorDetail[];
}
