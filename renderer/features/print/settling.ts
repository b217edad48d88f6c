import { rowHeight } from './measures.ts';

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Waits until no tile below is on its way, every face is there and charts have found their size; once tiles have had
 * their time, only for what does not depend on them.
 */
export async function settled(root: HTMLElement, isGone: () => boolean, isLate = false): Promise<void> {
  for (let calm = 0; calm < 2; ) {
    await frame();
    if (isGone()) return;
    const isBusy =
      !isLate && root.querySelector('[data-state="loading"], [data-state="refreshing"], [aria-busy="true"]') !== null;
    await document.fonts.ready;
    if (isBusy || document.fonts.status !== 'loaded') {
      calm = 0;
      await pause(25);
    } else calm += 1;
  }
}

/** Tiles that are still on their way. */
export function unsettledIn(root: HTMLElement): string[] {
  return [...root.querySelectorAll<HTMLElement>('section[data-testid^="tile-"]')]
    .filter((tile) => ['loading', 'refreshing'].includes(tile.dataset.state ?? ''))
    .map((tile) => tile.dataset.testid?.replace(/^tile-/, '') ?? '');
}

/**
 * Rows of the grid that tiles need so that nothing of them is hidden; null when all have enough. A tile asks for more
 * at most twice: one that would grow for ever is left as it is.
 */
export function neededRowsIn(
  root: HTMLElement,
  known: ReadonlyMap<string, number>,
  gap: number,
): Map<string, number> | null {
  const found = new Map<string, number>();
  for (const tile of root.querySelectorAll<HTMLElement>('section[data-testid^="tile-"]')) {
    const id = tile.dataset.testid?.replace(/^tile-/, '') ?? '';
    if (tile.dataset.kind === 'number' || tile.dataset.state === 'failed') continue;
    const hidden = hiddenHeight(tile);
    const row = Number(tile.parentElement?.dataset.row ?? 76) + gap;
    if (hidden <= 2 || known.has(id)) continue;
    const rows = Math.round((tile.offsetHeight + gap) / row);
    // Rows may be set lower on the next page: counted with the least height there is.
    const least = rowHeight.least + gap;
    found.set(id, Math.ceil((rows * row + hidden) / least));
  }
  return found.size === 0 ? null : new Map([...known, ...found]);
}

/** What does not fit into a tile, in pixels: of the element inside that hides most. */
function hiddenHeight(tile: HTMLElement): number {
  let most = 0;
  for (const element of tile.querySelectorAll<HTMLElement>('div, ol, ul, table')) {
    const { overflowY } = getComputedStyle(element);
    if (overflowY === 'visible') continue;
    most = Math.max(most, element.scrollHeight - element.clientHeight);
  }
  return most;
}
