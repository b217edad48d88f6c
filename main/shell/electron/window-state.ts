import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const bounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
const stored = bounds.extend({ isMaximized: z.boolean() });
export type Bounds = z.infer<typeof bounds>;
export type WindowState = z.infer<typeof stored>;

const size = { width: 1440, height: 900 };
const least = { width: 960, height: 600 };
/** So much of the title bar must lie on a screen for a person to get hold of the window. */
const grip = { width: 120, height: 32 };

/**
 * Where a window opens: where it was, if that place is still on a screen, else in the middle of the first one.
 * Screens come and go, and a window out of sight cannot be brought back by hand.
 *
 * @param remembered null on the first start
 * @param workAreas of the screens there are, the main one first
 */
export function placeWindow(remembered: WindowState | null, workAreas: readonly Bounds[]): WindowState {
  const main = workAreas[0] ?? { x: 0, y: 0, ...size };
  for (const area of workAreas) {
    if (remembered === null) break;
    const fitted = { ...remembered, ...fitInto(area, remembered) };
    if (isInReach(fitted, area)) return { ...fitted, y: Math.max(fitted.y, area.y) };
  }
  return { ...centred(main), isMaximized: remembered?.isMaximized ?? false };
}

function fitInto(area: Bounds, { width, height }: Bounds): Pick<Bounds, 'width' | 'height'> {
  return {
    width: Math.max(least.width, Math.min(width, area.width)),
    height: Math.max(least.height, Math.min(height, area.height)),
  };
}

function isInReach(window: Bounds, area: Bounds): boolean {
  const left = Math.max(window.x, area.x);
  const right = Math.min(window.x + window.width, area.x + area.width);
  const isTitleInside = window.y >= area.y - 8 && window.y + grip.height <= area.y + area.height;
  return right - left >= grip.width && isTitleInside;
}

function centred(area: Bounds): Bounds {
  const width = Math.min(size.width, area.width);
  const height = Math.min(size.height, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

/** Null when there is none yet or it cannot be read. */
export function readWindowState(path: string): WindowState | null {
  try {
    return stored.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Losing it costs nothing but the place of a window, so a full disk is no fault here. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    writeFileSync(path, JSON.stringify(state));
  } catch {}
}
