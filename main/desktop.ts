import { keepCompiledCode } from './ports/compiled-code.ts';

keepCompiledCode();
// Awaited, because some of what the application says has to be said before Electron is ready.
const { startDesktop } = await import('./shell/electron/index.ts');
startDesktop();
