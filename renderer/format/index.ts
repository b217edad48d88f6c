export * from './dates.ts';
export * from './numbers.ts';
export { thinSpaced } from './spacing.ts';
