/** Door of segments: named lists of people, and the one place that says who is in them. */
export { createSegments, type FoundPeople, type Segments } from './segments.ts';
