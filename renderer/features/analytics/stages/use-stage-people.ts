import type { z } from 'zod';
import type { stagesPersonsInput } from '../../../../contract/stages.ts';
import { useOpenPeople } from '../people/people-provider.tsx';

type Cell = z.input<typeof stagesPersonsInput>['cell'];

/** Opens the people of a stage, an outcome or a reason. */
export function useStagePeople(body: object): (cell: Cell, title: string) => void {
  const openPeople = useOpenPeople();
  return (cell, title) => openPeople({ kind: 'stages', body, cell, title, name: title });
}
