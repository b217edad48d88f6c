import { keepCompiledCode } from '../../ports/compiled-code.ts';

/** Entry of the process that Electron forks for the host. Messages wait until the program listens. */
keepCompiledCode();
await import('./host-program.ts');
