import { statSync } from 'node:fs';
import { extname, isAbsolute, resolve } from 'node:path';

/** What the import takes, by ending; also what the packaged application is registered for. */
export const importedEndings = ['csv', 'tsv', 'txt', 'xlsx', 'xls', 'json', 'ndjson', 'jsonl', 'parquet', 'gz', 'zip'];

/** Is this a file that the import can take? A folder, a device or a program is not, whatever it is called. */
export function isImportable(path: string): boolean {
  if (path.includes('\0') || !importedEndings.includes(extname(path).slice(1).toLowerCase())) return false;
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The file among a process's arguments: double-clicked, or dropped onto the application's icon. The first argument is
 * the program, those with a dash are Chromium's.
 *
 * @param workingFolder of the process that was given the arguments
 */
export function fileAmong(args: readonly string[], workingFolder: string): string | null {
  const named = args.slice(1).filter((argument) => !argument.startsWith('-') && !argument.includes('://'));
  const paths = named.map((path) => (isAbsolute(path) ? path : resolve(workingFolder, path)));
  return paths.find(isImportable) ?? null;
}
