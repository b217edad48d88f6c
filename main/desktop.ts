import { startDesktop } from './shell/electron/index.ts';

startDesktop();
