import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { z } from 'zod';
import { segmentOutput } from '../../../contract/segments.ts';
import { useTranslation } from '../../i18n/index.ts';
import { isSegmentMember } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { ChevronIcon } from '../../ui/index.ts';
import { useBoardState } from './board-context.ts';
import styles from './filter-row.module.css';

const listOutput = z.union([
  z.array(segmentOutput),
  z.object({ segments: z.array(segmentOutput) }).transform((one) => one.segments),
]);

/** Narrows the board to the people of a saved segment; not there while nobody has saved one. */
export function SegmentFilter() {
  const { t } = useTranslation('boards');
  const { scope, members, setSegment } = useBoardState();
  const isKnown = [...members.keys()].some((name) => isSegmentMember(name));
  const segments = useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => request('/api/v1/segments', { schema: listOutput, signal }),
    enabled: isKnown,
    retry: false,
  });
  const list = segments.data ?? [];
  if (!isKnown || (list.length === 0 && scope.segment === null)) return null;
  return (
    <div className={styles.pill} data-active={scope.segment !== null} data-testid="filter-segment">
      <span className={styles.pillLabel} aria-hidden="true">
        {t('segment')}
      </span>
      <Select
        className={styles.select ?? ''}
        aria-label={t('segment')}
        variant="borderless"
        size="small"
        placeholder={t('everyone')}
        value={scope.segment}
        options={list.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(next: string | null | undefined) => setSegment(next ?? null)}
        popupMatchSelectWidth={240}
        suffixIcon={<ChevronIcon size={14} />}
        allowClear={scope.segment !== null}
      />
    </div>
  );
}
