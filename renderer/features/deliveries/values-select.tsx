import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { blankValue, useCube, useMembers, useStatus, valuesQuery } from '../../queries/index.ts';
import { useSettled } from '../../ui/index.ts';

interface ValuesSelectProps {
  /** Null: nothing can be chosen yet. */
  member: string | null;
  values: readonly string[];
  onChange: (values: string[]) => void;
  placeholder?: string;
}

/** Values of a dimension, found in the data while typing; what the data does not hold yet may be typed as well. */
export function ValuesSelect({ member, values, onChange, placeholder = '' }: ValuesSelectProps) {
  const { t } = useTranslation('deliveries');
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const search = useSettled(typed, 200);
  const members = useMembers().data;
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const isAsked = isOpen && member !== null && members !== undefined;
  const answer = useCube(isAsked ? valuesQuery(member, { timezone, filters: [] }, members, search) : null);
  const found = (answer.data?.rows ?? []).map((row) => (member === null ? null : row[member]));
  const known = found.filter((one) => one !== null && one !== undefined && one !== '').map(String);
  return (
    <Select
      mode="tags"
      disabled={member === null}
      value={[...values]}
      placeholder={member === null ? '' : placeholder}
      onChange={(next: string[]) => onChange(next.filter((value) => value.trim() !== '' && value !== blankValue))}
      onOpenChange={setIsOpen}
      onSearch={setTyped}
      loading={answer.isFetching}
      filterOption={false}
      aria-label={t('values')}
      options={[...new Set([...values, ...known])].map((value) => ({ value, label: value }))}
    />
  );
}
