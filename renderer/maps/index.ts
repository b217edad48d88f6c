export { type Outlines, outlinesOf } from './outlines.ts';
export { type MapName, mapFor, regionName, regionOf } from './regions.ts';
