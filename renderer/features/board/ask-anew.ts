import type { QueryClient } from '@tanstack/react-query';

/**
 * Asks for every figure of a board again, and for the board itself. What is being asked already is waited for: begun
 * anew at each step of the pace, an answer slower than that would never come.
 */
export function askAnew(queryClient: QueryClient, boardId: string): void {
  const keys = [['cube'], ['analytics'], ['targets'], ['reports'], ['boards', boardId]];
  for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
}
