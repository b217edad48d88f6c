import { useQuery } from '@tanstack/react-query';
import { importsQuery } from './requests.ts';

/** Whether a file of the user's own has been imported. */
export function useHasOwnData(): boolean {
  const imports = useQuery(importsQuery);
  return imports.data?.some(({ isSample, status }) => !isSample && status === 'succeeded') ?? false;
}
