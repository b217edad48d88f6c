import type { FeedbackCell } from '../../../../contract/feedback.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import type { feedbackQuestion } from './feedback-settings.ts';

export type Question = ReturnType<typeof feedbackQuestion>;

/** Opens the people of some answers. */
export function useFeedbackPeople({ kind, body }: Question): (cell: FeedbackCell, title: string) => void {
  const openPeople = useOpenPeople();
  return (cell, title) => openPeople({ kind, body, cell, title, name: title });
}
