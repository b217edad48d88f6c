import { homeBoardOf, useBoards } from '../../queries/index.ts';
import { BoardView } from './board-view.tsx';

/** The reader's home board, at `/`. */
export default function OverviewPage() {
  const boards = useBoards();
  if (boards.isPending) return null;
  return <BoardView boardId={homeBoardOf(boards.data)} />;
}
