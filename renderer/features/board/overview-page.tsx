import { BoardView } from './board-view.tsx';

/** The first board, at `/`. */
export default function OverviewPage() {
  return <BoardView boardId="overview" />;
}
