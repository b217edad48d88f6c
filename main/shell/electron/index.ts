export { startDesktop } from './desktop.ts';
