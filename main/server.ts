import { keepCompiledCode } from './ports/compiled-code.ts';

keepCompiledCode();
const { run } = await import('./shell/server/index.ts');
process.exitCode = await run(process.argv.slice(2));
