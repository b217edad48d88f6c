import { QueryClient } from '@tanstack/react-query';
import { RequestError } from '../transport/index.ts';

/** Answers stay true until the change stream says otherwise; only failures that may pass are asked again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (count, error) =>
          count < 2 && error instanceof RequestError && (error.status === 0 || error.status === 503),
        retryDelay: (count) => 400 * 2 ** count,
      },
    },
  });
}
