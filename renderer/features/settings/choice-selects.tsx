import { Select } from 'antd';
import { useMemo } from 'react';
import { useLanguage } from '../../i18n/index.ts';
import { type Choice, currencyChoices, zoneChoices } from './zones.ts';

interface ChoiceSelectProps {
  id?: string;
  'aria-label': string;
  'aria-describedby'?: string;
  value: string | undefined;
  onChange: (value: string) => void;
  status?: 'error';
  /** Shows only the code of what is chosen. */
  isShort?: boolean;
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

function ChoiceSelect({ value, isShort, testId, choices, ...props }: ChoiceSelectProps & { choices: Choice[] }) {
  const searches = useMemo(() => new Map(choices.map((choice) => [choice.value, choice.search])), [choices]);
  return (
    <Select
      {...props}
      style={{ width: '100%' }}
      value={value ?? null}
      options={choices.map(({ value: one, label }) => ({ value: one, label }))}
      popupMatchSelectWidth={280}
      {...(isShort ? { labelRender: ({ value: one }) => one } : {})}
      {...(testId ? { 'data-testid': testId } : {})}
      showSearch={{
        filterOption: (input, option) =>
          (searches.get(String(option?.value)) ?? '').includes(input.trim().toLowerCase()),
      }}
    />
  );
}
