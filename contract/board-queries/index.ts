export { type Change, changeOf } from './change.ts';
export * from './cube-query.ts';
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
export * from './scope.ts';
export { type Point, pointsOf } from './series.ts';
export * from './tile-queries.ts';
