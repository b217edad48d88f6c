import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Board } from '../../../contract/boards.ts';
import { tabOf } from './edit/layout.ts';

/**
 * Brings the tile that the address ends in (`#tile-…-title`) into sight, on its tab, once it is drawn: the router looks
 * for it while the board is still being loaded.
 */
export function useTileInSight(board: Board, tab: string | null): void {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const shown = useRef('');
  const tile = board.tiles.find(({ id }) => hash === `tile-${id}-title`);
  const wanted = tile ? tabOf(tile, board.tabs) : tab;
  useEffect(() => {
    if (shown.current === hash) return;
    if (wanted !== tab) {
      const search = (former: object) => ({ ...former, tab: wanted }) as never;
      void navigate({ to: '.', search, hash, replace: true, resetScroll: false });
      return;
    }
    shown.current = hash;
    const title = document.getElementById(hash);
    title?.scrollIntoView();
    const frame = title?.closest<HTMLElement>('[data-tile]');
    if (!frame) return;
    frame.tabIndex = -1;
    frame.focus({ preventScroll: true });
  }, [hash, wanted, tab, navigate]);
}
