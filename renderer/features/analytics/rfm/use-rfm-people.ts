import { useTranslation } from '../../../i18n/index.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import { type RfmSegment, withoutMoves } from './rfm-settings.ts';

/** Opens the people of a segment of the grid. */
export function useRfmPeople(body: object, day: string): (segment: RfmSegment) => void {
  const { t } = useTranslation('value');
  const openPeople = useOpenPeople();
  return (segment) => {
    const title = t('rfm.people', { segment: t(`rfm.segments.${segment}`), date: day });
    openPeople({ kind: 'rfm', body: withoutMoves(body), cell: { segment }, title, name: title });
  };
}
