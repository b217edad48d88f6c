import { Select } from 'antd';
import { useTranslation } from '../../i18n/index.ts';
import type { Member } from '../../queries/index.ts';

interface MemberSelectProps {
  label: string;
  options: readonly Member[];
  value: string;
  onChange: (member: string) => void;
  testId?: string;
}

/** Chooses a member by its title, its name or a word it is also known by. */
export function MemberSelect({ label, options, value, onChange, testId }: MemberSelectProps) {
  const { t } = useTranslation('model');
  const known = options.some(({ name }) => name === value);
  return (
    <Select
      showSearch={{
        filterOption: (search, option) => (option?.search ?? '').includes(search.trim().toLowerCase()),
      }}
      style={{ width: '100%' }}
      aria-label={label}
      placeholder={t('choose')}
      value={value === '' ? null : value}
      onChange={onChange}
      options={[
        ...(known || value === '' ? [] : [{ value, label: value, search: value }]),
        ...options.map((one) => ({
          value: one.name,
          label: one.title,
          search: `${one.title} ${one.name} ${one.synonyms.join(' ')}`.toLowerCase(),
        })),
      ]}
      data-testid={testId}
    />
  );
}
