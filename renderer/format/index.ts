export * from './dates.ts';
export * from './numbers.ts';
export * from './quantities.ts';
export { thinSpaced } from './spacing.ts';
export { widthOf } from './text-width.ts';
