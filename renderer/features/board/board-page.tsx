import { useParams } from '@tanstack/react-router';
import { BoardView } from './board-view.tsx';

/** Any board by its id, at `/boards/$id`. */
export default function BoardPage() {
  const { id } = useParams({ from: '/boards/$id' });
  return <BoardView boardId={id} />;
}
