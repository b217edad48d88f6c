import { Select } from 'antd';
import { useMemo } from 'react';
import { useLanguage } from '../../i18n/index.ts';
import { type Choice, currencyChoices, zoneChoices } from './zones.ts';

interface ChoiceSelectProps {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  isInvalid?: boolean;
  testId?: string;
}

/** IANA zones by city, offset or Chinese name. */
export function ZoneSelect(props: ChoiceSelectProps) {
  const language = useLanguage();
  const choices = useMemo(() => zoneChoices(language, props.value, new Date()), [language, props.value]);
  return <ChoiceSelect {...props} choices={choices} />;
}

/** ISO 4217 currencies by code or name; `extra` stands before them. */
export function CurrencySelect({ extra, ...props }: ChoiceSelectProps & { extra?: Choice }) {
  const language = useLanguage();
  const choices = useMemo(() => [...(extra ? [extra] : []), ...currencyChoices(language)], [language, extra]);
  return <ChoiceSelect {...props} choices={choices} />;
}

function ChoiceSelect({
  label,
  value,
  onChange,
  isInvalid,
  testId,
  choices,
}: ChoiceSelectProps & { choices: Choice[] }) {
  const searches = useMemo(() => new Map(choices.map((choice) => [choice.value, choice.search])), [choices]);
  return (
    <Select
      style={{ width: '100%' }}
      aria-label={label}
      value={value ?? null}
      onChange={onChange}
      options={choices.map(({ value: one, label: text }) => ({ value: one, label: text }))}
      popupMatchSelectWidth={280}
      {...(isInvalid ? { status: 'error' as const } : {})}
      {...(testId ? { 'data-testid': testId } : {})}
      showSearch={{
        filterOption: (input, option) =>
          (searches.get(String(option?.value)) ?? '').includes(input.trim().toLowerCase()),
      }}
    />
  );
}
