import { AppError } from '../../../contract/errors.ts';

/** Classifies what the file system says, by code. Anything else about a file that was there is a missing file too. */
export function fileFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('store/disk-full', { cause: error });
  return new AppError('import/file-missing', { cause: error });
}
