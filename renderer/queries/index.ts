export * from '../../contract/board-queries/index.ts';
export { boardListQuery, boardQuery, homeBoardOf, useBoard, useBoards, useTargets } from './board.ts';
export { createQueryClient } from './client.ts';
export { cubeQuery, useCube } from './cube.ts';
export { useMembers } from './members.ts';
export { useMayEdit, useSession } from './session.ts';
export { statusQuery, useStatus } from './status.ts';
