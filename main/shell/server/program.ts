import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the program lies: sources, built interface, data model, sample. */
export const programDir = join(import.meta.dirname, '../../..');

export const version = (JSON.parse(readFileSync(join(programDir, 'package.json'), 'utf8')) as { version: string })
  .version;
