/** `npm run luopan -- COMMAND`: the command line. */
import { onNode24 } from './node24.mjs';

if (onNode24()) {
  if (process.argv.length < 3) process.argv.push('help');
  await import('../main/server.ts');
}
