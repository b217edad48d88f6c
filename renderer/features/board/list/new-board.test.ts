import { describe, expect, it } from 'vitest';
import { boardFile, boardFromFile, emptyBoard } from './new-board.ts';

describe('a board’s file', () => {
  it('comes back as it went, whatever stands in it', () => {
    const board = emptyBoard('“Ünïcode” 100% 🙂 看板');
    expect(boardFromFile(boardFile(board))).toEqual(board);
  });

  it('is refused when it is no board', () => {
    for (const text of ['', '[]', '{"board":{"title":"x"}}', 'not json', '{"tiles":[{"kind":"nothing"}]}']) {
      expect(() => boardFromFile(text)).toThrow();
    }
  });
});
