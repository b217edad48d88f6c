import { DatePicker, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useId, useState } from 'react';
import type { Duration } from '../../../../contract/analytics.ts';
import { formatRange } from '../../../format/index.ts';
import { analysisPresets, daysOf, type RangeSetting } from '../frame/range.ts';
import { useWorld } from '../frame/world.ts';
import { type PropertySource, useProperties } from './catalogue.ts';
import { propertyName } from './event-words.ts';
import styles from './settings-fields.module.css';

/** A part of the builder under a heading. */
export function BuilderSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 className={styles.heading} id={id}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** Name at the left, choice at the right. */
export function SettingRow({ label, children, hint }: { label: string; children: ReactNode; hint?: string }) {
  return (
    <div className={styles.row}>
      <span className={styles.label}>{label}</span>
      <span className={styles.control}>{children}</span>
      {hint ? <small className={styles.hint}>{hint}</small> : null}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  hint?: string;
}

/** One of a few, as a row of the builder. */
export function ChoiceRow<T extends string>({ label, value, options, onChange, hint }: ChoiceProps<T>) {
  return (
    <SettingRow label={label} {...(hint === undefined ? {} : { hint })}>
      <Select<T>
        size="small"
        variant="borderless"
        className={styles.choice ?? ''}
        aria-label={label}
        value={value}
        onChange={onChange}
        popupMatchSelectWidth={false}
        placement="bottomRight"
        options={options.map((option) => ({ ...option }))}
      />
    </SettingRow>
  );
}

/** Named ranges counted back from the newest data, or two days. */
export function RangeField({ range, onChange }: { range: RangeSetting; onChange: (range: RangeSetting) => void }) {
  const { t, data, language } = useWorld();
  const [isCustom, setIsCustom] = useState(!('preset' in range));
  const days = daysOf(range, data);
  const isNamed = 'preset' in range && !isCustom;
  return (
    <div className={styles.range}>
      <Select<(typeof analysisPresets)[number] | 'custom'>
        aria-label={t('dates')}
        className={styles.wide ?? ''}
        value={isNamed && 'preset' in range ? range.preset : 'custom'}
        onChange={(value) => {
          if (value === 'custom') {
            setIsCustom(true);
            onChange(days);
          } else {
            setIsCustom(false);
            onChange({ preset: value });
          }
        }}
        options={[
          ...analysisPresets.map((value) => ({ value, label: t(`presets.${value}`) })),
          { value: 'custom' as const, label: t('customDates') },
        ]}
      />
      {isNamed ? (
        <p className={styles.days}>{formatRange(days.from, days.to, language)}</p>
      ) : (
        <DatePicker.RangePicker
          className={styles.wide ?? ''}
          size="small"
          allowClear={false}
          aria-label={t('dates')}
          id={{ start: 'analysis-from', end: 'analysis-to' }}
          format={language === 'zh-CN' ? ['YYYY-M-D', 'YYYY-MM-DD'] : ['D MMM YYYY', 'YYYY-MM-DD']}
          value={[dayjs(days.from), dayjs(days.to)]}
          onChange={(dates) => {
            const [from, to] = dates ?? [];
            if (from && to) onChange({ from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') });
          }}
        />
      )}
    </div>
  );
}

interface DurationFieldProps {
  value: Duration;
  onChange: (value: Duration) => void;
  label: string;
}
const durationUnits: readonly Duration['unit'][] = ['second', 'minute', 'hour', 'day', 'week', 'month'];

/** A number and its unit. */
export function DurationField({ value, onChange, label }: DurationFieldProps) {
  const { t } = useWorld();
  return (
    <span className={styles.duration}>
      <InputNumber
        size="small"
        aria-label={label}
        min={1}
        max={1_000_000}
        value={value.value}
        onChange={(next) => {
          if (next !== null && next > 0) onChange({ ...value, value: next });
        }}
      />
      <Select
        size="small"
        aria-label={`${label}: ${t(`units.${value.unit}`)}`}
        value={value.unit}
        popupMatchSelectWidth={false}
        onChange={(unit) => onChange({ ...value, unit })}
        options={durationUnits.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
      />
    </span>
  );
}

/** Only people of a segment; nothing where there is none yet. */
export function SegmentRow({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}) {
  const { t, segments } = useWorld();
  const isKnown = value === undefined || segments.some(({ id }) => id === value);
  return (
    <ChoiceRow
      label={t('segment')}
      value={value ?? ''}
      onChange={(next) => onChange(next === '' ? undefined : next)}
      options={[
        { value: '', label: t('everybody') },
        ...(segments.length === 0 ? [{ value: 'none', label: t('noSegments'), disabled: true }] : []),
        ...segments.map(({ id, name }) => ({ value: id, label: name })),
        ...(isKnown ? [] : [{ value, label: '—' }]),
      ]}
    />
  );
}

export interface Breakdown {
  source: PropertySource;
  property: string;
}

interface BreakdownProps {
  value: Breakdown | null;
  events: readonly string[];
  onChange: (value: Breakdown | null) => void;
  sources?: readonly PropertySource[];
}

/** One property of the events or of the people, or none. */
export function BreakdownRow({ value, events, onChange, sources = ['event', 'person'] }: BreakdownProps) {
  const world = useWorld();
  const { t } = world;
  const [wasOpened, setWasOpened] = useState(false);
  const ofEvent = useProperties('event', events, wasOpened && sources.includes('event'));
  const ofPerson = useProperties('person', [], wasOpened && sources.includes('person'));
  const keyOf = ({ source, property }: Breakdown) => `${source}:${property}`;
  const group = (source: PropertySource, names: string[]) => ({
    label: t(source === 'event' ? 'ofEvent' : 'ofPerson'),
    options: names.map((property) => ({ value: keyOf({ source, property }), label: propertyName(property, world) })),
  });
  const names = (source: PropertySource) => {
    const answer = source === 'event' ? ofEvent : ofPerson;
    const known = (answer.data?.properties ?? []).map(({ name }) => name);
    const own = value?.source === source && !known.includes(value.property) ? [value.property] : [];
    return [...own, ...known];
  };
  return (
    <SettingRow label={t('breakdown')}>
      <Select
        size="small"
        variant="borderless"
        className={styles.choice ?? ''}
        aria-label={t('breakdown')}
        value={value ? keyOf(value) : ''}
        loading={ofEvent.isFetching || ofPerson.isFetching}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        placement="bottomRight"
        onOpenChange={(isOpen) => {
          if (isOpen) setWasOpened(true);
        }}
        onChange={(key: string) => {
          const at = key.indexOf(':');
          onChange(key === '' ? null : { source: key.slice(0, at) as PropertySource, property: key.slice(at + 1) });
        }}
        options={[
          { value: '', label: t('none') },
          ...sources.map((source) => group(source, names(source))).filter(({ options }) => options.length > 0),
        ]}
      />
    </SettingRow>
  );
}
