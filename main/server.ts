import { setFlagsFromString } from 'node:v8';
import { keepCompiledCode } from './ports/compiled-code.ts';

keepCompiledCode();
// The small nursery the process was started with is for this thread alone: others have limits of their own.
setFlagsFromString('--max-semi-space-size=0');
const { run } = await import('./shell/server/index.ts');
process.exitCode = await run(process.argv.slice(2));
