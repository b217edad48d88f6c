import { type BoardInput, boardInput } from '../../../../contract/boards.ts';

/** A board with nothing on it. */
export function emptyBoard(name: string): BoardInput {
  return boardInput.parse({ title: { 'zh-CN': name, en: name }, tiles: [] });
}

/** A board's file: what is saved of it, and what it is. */
export function boardFile(board: BoardInput): string {
  return JSON.stringify({ format: 'luopan-board', formatVersion: 1, board }, null, 2);
}

/**
 * Reads a board's file.
 *
 * @throws Error or ZodError when it is no board
 */
export function boardFromFile(text: string): BoardInput {
  const parsed: unknown = JSON.parse(text);
  const content = typeof parsed === 'object' && parsed !== null && 'board' in parsed ? parsed.board : parsed;
  return boardInput.parse(content);
}
