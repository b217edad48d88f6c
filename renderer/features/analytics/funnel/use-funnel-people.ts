import { useCallback } from 'react';
import type { z } from 'zod';
import type { funnelPersonsInput } from '../../../../contract/analytics.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import type { FunnelBody } from './funnel-settings.ts';

type Cell = z.input<typeof funnelPersonsInput>['cell'];

/** Opens the people of a cell of a funnel; `part` names the time or the period that the cell is of. */
export function useFunnelPeople(body: FunnelBody): (cell: Cell, step: string, part?: string) => void {
  const { t } = useTranslation('funnel');
  const world = useWorld();
  const open = useOpenPeople();
  return useCallback(
    (cell, step, part) => {
      const what = {
        reached: t('cellReached', { step }),
        dropped: t('cellDropped', { step }),
        excluded: t('cellExcluded'),
      }[cell.state ?? 'reached'];
      const value = part ?? cell.breakdown?.map((one) => one || world.t('noValue')).join(' / ');
      const title = value === undefined ? what : t('cellOf', { cell: what, value });
      open({ kind: 'funnel', body, cell, title, name: title });
    },
    [open, body, t, world],
  );
}
