export * from '../../contract/board-queries/index.ts';
export { useBoard } from './board.ts';
export { createQueryClient } from './client.ts';
export { useCube } from './cube.ts';
export { useMembers } from './members.ts';
export { statusQuery, useStatus } from './status.ts';
