import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type Session, sessionOutput } from '../../contract/access.ts';
import { request } from '../transport/index.ts';

/** Who is signed in, and with which role. */
export function useSession(): UseQueryResult<Session> {
  return useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => request('/api/v1/session', { schema: sessionOutput, signal }),
  });
}

/** Whether the reader may change boards; false while it is not known. */
export function useMayEdit(): boolean {
  const session = useSession();
  return session.data !== undefined && session.data.role !== 'viewer';
}
