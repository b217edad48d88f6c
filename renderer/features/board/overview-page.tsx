import { useBoards } from '../../queries/index.ts';
import { BoardView } from './board-view.tsx';

/** The reader's home board, at `/`; the built-in one until another is chosen. */
export default function OverviewPage() {
  const boards = useBoards();
  if (boards.isPending) return null;
  return <BoardView boardId={boards.data?.find((board) => board.isHome)?.id ?? 'overview'} />;
}
