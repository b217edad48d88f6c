import { Button, InputNumber, Popover, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { isSegmentMember, useCube, valuesQuery } from '../../queries/index.ts';
import { PlusIcon, useSettled } from '../../ui/index.ts';
import { useSegments } from '../segments/requests.ts';
import { valueLabel } from '../tiles/index.ts';
import { useBoardState } from './board-context.ts';
import { MemberSelect } from './edit/member-select.tsx';
import styles from './filter-menu.module.css';
import { FilterSets } from './filter-sets.tsx';

/** Further filters, and the sets a reader has saved. */
export function FilterMenu({ boardId }: { boardId: string }) {
  const { t } = useTranslation('boards');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={<MenuContent boardId={boardId} close={() => setIsOpen(false)} />}
    >
      <Button type="text" size="small" icon={<PlusIcon size={14} />} data-testid="filter-menu">
        {t('filter')}
      </Button>
    </Popover>
  );
}

function MenuContent({ boardId, close }: { boardId: string; close: () => void }) {
  const { t } = useTranslation('boards');
  const { scope, setFilter, setMeasureFilters, setSegment } = useBoardState();
  const [dimension, setDimension] = useState<string | null>(null);
  const [measure, setMeasure] = useState<string | null>(null);
  const [operator, setOperator] = useState<'gte' | 'lte'>('gte');
  const [bound, setBound] = useState<number | null>(null);
  const narrow = (name: string, values: string[]) => {
    setFilter(name, values);
    if (values.length > 0) close();
  };
  const hold = () => {
    if (measure === null || bound === null) return;
    setMeasureFilters([
      ...scope.measureFilters.filter((one) => one.member !== measure),
      { member: measure, operator, bound: String(bound) },
    ]);
    close();
  };
  return (
    <div className={styles.menu}>
      <h3>{t('byDimension')}</h3>
      <MemberSelect
        label={t('byDimension')}
        kind="dimension"
        value={dimension}
        onChange={([name]) => setDimension(name ?? null)}
      />
      {dimension === null ? null : isSegmentMember(dimension) ? (
        <SegmentSelect
          onChange={(segment) => {
            setSegment(segment);
            close();
          }}
        />
      ) : (
        <ValuesSelect member={dimension} onChange={(values) => narrow(dimension, values)} />
      )}
      <h3>{t('byMeasure')}</h3>
      <MemberSelect
        label={t('byMeasure')}
        kind="measure"
        value={measure}
        onChange={([name]) => setMeasure(name ?? null)}
      />
      <div className={styles.bound}>
        <Segmented
          value={operator}
          options={[
            { value: 'gte' as const, label: '≥' },
            { value: 'lte' as const, label: '≤' },
          ]}
          onChange={setOperator}
        />
        <InputNumber aria-label={t('ruleBound')} value={bound} onChange={setBound} style={{ flex: 1 }} />
        <Button disabled={measure === null || bound === null} onClick={hold}>
          {t('apply')}
        </Button>
      </div>
      <p className={styles.about}>{t('byMeasureHint')}</p>
      <FilterSets boardId={boardId} close={close} />
    </div>
  );
}

/** Saved segments by name: their people, whatever other segments these are in. */
function SegmentSelect({ onChange }: { onChange: (segment: string) => void }) {
  const { t } = useTranslation('boards');
  const segments = useSegments();
  return (
    <Select
      aria-label={t('segment')}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('segment')}
      options={(segments.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      loading={segments.isFetching}
      onChange={onChange}
    />
  );
}

function ValuesSelect({ member, onChange }: { member: string; onChange: (values: string[]) => void }) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const { scope, members } = useBoardState();
  const [search, setSearch] = useState('');
  const answer = useCube(valuesQuery(member, scope, members, useSettled(search, 200)));
  const values = (answer.data?.rows ?? [])
    .map((row) => row[member])
    .filter((one) => one !== null && one !== '')
    .map(String);
  return (
    <Select
      aria-label={t('values')}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      placeholder={t('values')}
      options={values.map((value) => ({ value, label: valueLabel(member, value, language, value) }))}
      loading={answer.isFetching}
      onChange={(value: string) => onChange([value])}
    />
  );
}
