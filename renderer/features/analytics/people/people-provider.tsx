import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import type { CellOfPeople } from './cell-people.ts';
import { PeopleDrawer } from './people-drawer.tsx';

const PeopleContext = createContext<((cell: CellOfPeople) => void) | null>(null);

/** Opens the people behind a figure. */
export function useOpenPeople(): (cell: CellOfPeople) => void {
  const open = useContext(PeopleContext);
  if (!open) throw new Error('useOpenPeople needs a PeopleProvider above');
  return open;
}

export function PeopleProvider({ children }: { children: ReactNode }) {
  const [cell, setCell] = useState<CellOfPeople | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  // The same for good: whatever opens people would be drawn anew with it.
  const open = useCallback((next: CellOfPeople) => {
    setCell(next);
    setIsOpen(true);
  }, []);
  return (
    <PeopleContext value={open}>
      {children}
      {cell ? (
        <PeopleDrawer key={JSON.stringify(cell)} cell={cell} isOpen={isOpen} onClose={() => setIsOpen(false)} />
      ) : null}
    </PeopleContext>
  );
}
