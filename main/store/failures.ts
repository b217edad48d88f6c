import { AppError, type ErrorCode } from '../../contract/errors.ts';

const byCode: readonly [RegExp, ErrorCode][] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)$/, 'store/disk-full'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'store/damaged'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'store/locked'],
  [/^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH).*|EACCES|EPERM|EROFS|ENOTDIR|EEXIST)$/, 'store/read-only'],
];

/** The code of an error thrown by SQLite or the file system; '' when it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/**
 * The one place where SQLite's and the file system's failures get our codes, by code and never by text.
 * Anything unknown comes back as it is: it is a bug and becomes `host/internal` at the edge.
 */
export function classifyStoreError(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const found = byCode.find(([pattern]) => pattern.test(code));
  if (!found) return error;
  return new AppError(found[1], { params: { path }, isRetryable: found[1] === 'store/disk-full', cause: error });
}

/** Runs `work` and rethrows its failures classified. */
export function classified<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw classifyStoreError(error, path);
  }
}
