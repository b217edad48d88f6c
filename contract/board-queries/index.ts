export { analysisFilters, narrowed } from './analysis-filters.ts';
export { analysisQuestion, analysisTileOf, isOfOneDay } from './analysis-question.ts';
export { type Change, changeOf } from './change.ts';
export * from './cube-query.ts';
export * from './drill.ts';
export {
  type CubeMeta,
  cubeMetaOutput,
  type Member,
  type Members,
  membersOf,
  shortName,
  type Unit,
  unknownMember,
  viewOf,
} from './members.ts';
export * from './period.ts';
export { reportPivot } from './report-pivot.ts';
export * from './scope.ts';
export { isSegmentMember } from './segment-condition.ts';
export { type Point, pointsOf } from './series.ts';
export { isWithinSlice } from './slice.ts';
export * from './targets.ts';
export * from './tile-members.ts';
export * from './tile-queries.ts';
