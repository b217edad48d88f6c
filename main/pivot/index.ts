export { type PivotAsker, Pivots, type PivotsOptions } from './pivots.ts';
