import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Board } from '../../../contract/boards.ts';
import { useBoards } from '../../queries/index.ts';
import type { Presentation } from './presentation.ts';

/**
 * A slideshow for screens on walls: `?slides=tabs` walks along the tabs of the board, `?slides=favourites` along the
 * reader's favourite boards, each shown for `every` seconds. It is all in the address, so that a screen can open it.
 */
export function useSlides(board: Board, presentation: Presentation): void {
  const search = useSearch({ strict: false }) as { slides?: string; every?: string; tab?: string };
  const navigate = useNavigate();
  const boards = useBoards();
  const { slides, every, tab } = search;
  const seconds = Math.min(3600, Math.max(5, Number(every) || 30));
  const isOn = slides === 'tabs' || slides === 'favourites';
  const { start } = presentation;
  useEffect(() => {
    if (isOn) start();
  }, [isOn, start]);
  const favourites = (boards.data ?? []).filter((one) => one.isFavourite).map((one) => one.id);
  const stops = slides === 'tabs' ? board.tabs.map((one) => one.id) : favourites;
  const here = slides === 'tabs' ? (tab ?? stops[0]) : board.id;
  const next = stops[(stops.indexOf(here ?? '') + 1) % Math.max(1, stops.length)];
  useEffect(() => {
    if (!isOn || next === undefined || next === here) return;
    const timer = setTimeout(() => {
      if (slides === 'tabs')
        void navigate({ to: '.', search: (former: object) => ({ ...former, tab: next }) as never, replace: true });
      else
        void navigate({
          to: '/boards/$id',
          params: { id: next },
          search: { slides: 'favourites', every: String(seconds) } as never,
          replace: true,
        });
    }, seconds * 1000);
    return () => clearTimeout(timer);
  }, [isOn, next, here, slides, seconds, navigate]);
  // Leaving the presentation ends the slideshow.
  const { wasLeft } = presentation;
  useEffect(() => {
    if (isOn && wasLeft) {
      void navigate({
        to: '.',
        search: (former: object) => ({ ...former, slides: undefined, every: undefined }) as never,
        replace: true,
      });
    }
  }, [isOn, wasLeft, navigate]);
}
