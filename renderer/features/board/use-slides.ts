import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Board } from '../../../contract/boards.ts';
import { useBoards } from '../../queries/index.ts';
import { isSomethingOpen, isTyping } from '../../ui/index.ts';
import { endPresentation, type Presentation } from './presentation.ts';

/** A slideshow as the address asks for it. */
function useSlideshow() {
  const { slides, every, tab } = useSearch({ strict: false }) as { slides?: string; every?: string; tab?: string };
  return { slides, tab, seconds: Math.min(3600, Math.max(5, Number(every) || 30)) };
}

/**
 * A slideshow for screens on walls: `?slides=tabs` walks along the tabs of the board, `?slides=favourites` along the
 * reader's favourite boards, each shown for `every` seconds. It is all in the address, so that a screen can open it.
 */
export function useSlides(board: Board, presentation: Presentation): void {
  const { slides, tab, seconds } = useSlideshow();
  const navigate = useNavigate();
  const isOn = slides === 'tabs' || slides === 'favourites';
  const { start, wasLeft } = presentation;
  useEffect(() => {
    if (isOn) start();
  }, [isOn, start]);
  const tabs = slides === 'tabs' ? board.tabs.map(({ id }) => id) : [];
  useWalk(tabs, tab ?? tabs[0] ?? '', seconds, (next) => {
    void navigate({ to: '.', search: (former: object) => ({ ...former, tab: next }) as never, replace: true });
  });
  // Leaving the presentation ends the slideshow.
  useEffect(() => {
    if (isOn && wasLeft) void navigate({ to: '.', search: withoutSlides, replace: true });
  }, [isOn, wasLeft, navigate]);
}

/** Walks along favourite boards, also past one that is still loading or cannot be shown. */
export function useFavouriteSlides(boardId: string, isFailed: boolean): void {
  const { slides, seconds } = useSlideshow();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const boards = useBoards();
  const isOn = slides === 'favourites';
  const favourites = isOn ? (boards.data ?? []).filter((one) => one.isFavourite).map(({ id }) => id) : [];
  useWalk(favourites, boardId, seconds, (next) => {
    // One that was deleted meanwhile is not walked to again.
    if (isFailed) void queryClient.invalidateQueries({ queryKey: ['boards'], exact: true });
    const search = { slides: 'favourites', every: String(seconds) } as never;
    void navigate({ to: '/boards/$id', params: { id: next }, search, replace: true });
  });
  // A board that cannot be shown has no keys of its own: whoever leaves the full screen there is to find the way out.
  useEffect(() => {
    if (!isOn || !isFailed) return;
    const end = () => {
      if (document.fullscreenElement) return;
      endPresentation();
      void navigate({ to: '.', search: withoutSlides, replace: true });
    };
    const onKey = ({ key }: KeyboardEvent) => (key === 'Escape' ? end() : undefined);
    addEventListener('keydown', onKey);
    document.addEventListener('fullscreenchange', end);
    return () => {
      removeEventListener('keydown', onKey);
      document.removeEventListener('fullscreenchange', end);
    };
  }, [isOn, isFailed, navigate]);
}

const withoutSlides = ((former: object) => ({ ...former, slides: undefined, every: undefined })) as never;

/** From stop to stop, each shown for so many seconds; arrow keys go on or back at once. */
function useWalk(stops: readonly string[], here: string, seconds: number, go: (stop: string) => void): void {
  const act = useRef(go);
  useEffect(() => {
    act.current = go;
  });
  const place = stops.indexOf(here);
  const next = stops[(place + 1) % Math.max(1, stops.length)];
  const before = stops.at(place <= 0 ? -1 : place - 1);
  useEffect(() => {
    if (next === undefined || before === undefined || next === here) return;
    const timer = setTimeout(() => act.current(next), seconds * 1000);
    const onKey = (event: KeyboardEvent) => {
      // A chart that is read by keys, or the tabs, take the arrows for themselves.
      if (event.defaultPrevented || isTyping(event.target) || isSomethingOpen()) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
      event.preventDefault();
      act.current(event.key === 'ArrowRight' ? next : before);
    };
    addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      removeEventListener('keydown', onKey);
    };
  }, [next, before, here, seconds]);
}
