import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { cubeMetaOutput, type Members, membersOf } from '../../contract/board-queries/index.ts';
import { useLanguage } from '../i18n/index.ts';
import { request } from '../transport/index.ts';

/** The public members of the data model by name, in the reader's language. */
export function useMembers(): UseQueryResult<Members> {
  const language = useLanguage();
  return useQuery({
    queryKey: ['cube-meta', language],
    queryFn: async ({ signal }) => membersOf(await request('/cubejs-api/v1/meta', { schema: cubeMetaOutput, signal })),
  });
}
