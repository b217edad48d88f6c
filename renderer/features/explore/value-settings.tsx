import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { Calculation, PivotValue } from '../../../contract/pivot.ts';
import type { NumberFormat } from '../../../contract/pivot-formats.ts';
import { useTranslation } from '../../i18n/index.ts';
import { viewOf } from '../../queries/index.ts';
import { useBuilder } from './builder-context.ts';
import { Setting } from './field-settings.tsx';
import { FormatSettings } from './format-settings.tsx';
import { FormulaDialog } from './formula-dialog.tsx';

const choices = {
  none: null,
  percent_row: { kind: 'percent', of: 'row' },
  percent_column: { kind: 'percent', of: 'column' },
  percent_parent_row: { kind: 'percent', of: 'parent_row' },
  percent_parent_column: { kind: 'percent', of: 'parent_column' },
  percent_total: { kind: 'percent', of: 'total' },
  running_rows: { kind: 'running_total', along: 'rows' },
  running_columns: { kind: 'running_total', along: 'columns' },
  rank_rows: { kind: 'rank', along: 'rows', direction: 'desc' },
  rank_columns: { kind: 'rank', along: 'columns', direction: 'desc' },
  moving_rows: { kind: 'moving_average', along: 'rows', count: 3 },
  moving_columns: { kind: 'moving_average', along: 'columns', count: 3 },
  previous_value: { kind: 'compared', basis: 'previous_period', show: 'value' },
  previous_difference: { kind: 'compared', basis: 'previous_period', show: 'difference' },
  previous_percent: { kind: 'compared', basis: 'previous_period', show: 'percent_change' },
  year_value: { kind: 'compared', basis: 'previous_year', show: 'value' },
  year_difference: { kind: 'compared', basis: 'previous_year', show: 'difference' },
  year_percent: { kind: 'compared', basis: 'previous_year', show: 'percent_change' },
} as const satisfies Record<string, Calculation | null>;
type Choice = keyof typeof choices;
const names = Object.keys(choices) as Choice[];

function choiceOf(calculation: Calculation | null): Choice {
  const bare = calculation?.kind === 'moving_average' ? { ...calculation, count: 3 } : calculation;
  return names.find((name) => JSON.stringify(choices[name]) === JSON.stringify(bare)) ?? 'none';
}

/** What can be said about a value: its calculation, its number format, its colours and bars. */
export function ValueSettings({ index }: { index: number }) {
  const { t } = useTranslation('explore');
  const { definition, members, change, valueTitle } = useBuilder();
  const [isFormulaOpen, setIsFormulaOpen] = useState(false);
  const value = definition.pivot.values[index];
  if (!value) return null;
  const set = (part: Partial<PivotValue>) =>
    change((now) => ({
      ...now,
      pivot: { ...now.pivot, values: now.pivot.values.map((one) => (one.id === value.id ? { ...one, ...part } : one)) },
    }));
  const number = definition.numbers.find((one) => one.valueId === value.id) ?? {
    valueId: value.id,
    style: 'auto' as const,
    digits: null,
    scale: 'none' as const,
  };
  const setNumber = (part: Partial<NumberFormat>) =>
    change((now) => ({
      ...now,
      numbers: [...now.numbers.filter((one) => one.valueId !== value.id), { ...number, ...part }],
    }));
  const view = 'measure' in value.source ? viewOf(value.source.measure) : '';
  const times = [...members.values()].filter(
    (one) => one.kind === 'dimension' && one.type === 'time' && viewOf(one.name) === view,
  );
  const { calculation } = value;
  return (
    <>
      <Setting label={t('rename')}>
        <Input
          size="small"
          defaultValue={valueTitle(value)}
          onBlur={(event) => {
            const title = event.target.value;
            if (title !== valueTitle(value))
              change((now) => ({ ...now, titles: { ...now.titles, [value.id]: title } }));
          }}
        />
      </Setting>
      {'formula' in value.source ? (
        <Button size="small" onClick={() => setIsFormulaOpen(true)}>
          ƒ {t('formula')}
        </Button>
      ) : null}
      {isFormulaOpen && 'formula' in value.source ? (
        <FormulaDialog id={value.source.formula} close={() => setIsFormulaOpen(false)} />
      ) : null}
      <Setting label={t('calculation')}>
        <Select
          size="small"
          value={choiceOf(calculation)}
          options={names.map((name) => ({ value: name, label: t(`calculations.${name}`) }))}
          onChange={(name: Choice) => set({ calculation: choices[name] })}
          data-testid="calculation"
        />
      </Setting>
      {calculation?.kind === 'moving_average' ? (
        <Setting label={t('movingCount')}>
          <InputNumber
            size="small"
            min={2}
            max={400}
            value={calculation.count}
            onChange={(count) => set({ calculation: { ...calculation, count: count ?? 3 } })}
          />
        </Setting>
      ) : null}
      {times.length > 0 ? (
        <Setting label={`${t('lastBy')} · ${t('lastByHint')}`}>
          <Select
            size="small"
            value={value.lastBy ?? ''}
            options={[
              { value: '', label: t('lastByNone') },
              ...times.map((one) => ({ value: one.name, label: one.title })),
            ]}
            onChange={(name) => set({ lastBy: name === '' ? null : name })}
          />
        </Setting>
      ) : null}
      <Checkbox checked={value.showTotals} onChange={(event) => set({ showTotals: event.target.checked })}>
        {t('showTotals')}
      </Checkbox>
      <Setting label={t('scale')}>
        <Select
          size="small"
          value={number.scale}
          options={(['none', 'thousand', 'wan', 'million', 'yi'] as const).map((scale) => ({
            value: scale,
            label: t(`scales.${scale}`),
          }))}
          onChange={(scale) => setNumber({ scale })}
        />
      </Setting>
      <Setting label={t('digits')}>
        <Select
          size="small"
          value={number.digits ?? -1}
          options={[
            { value: -1, label: t('digitsAuto') },
            ...[0, 1, 2, 3, 4].map((digits) => ({ value: digits, label: String(digits) })),
          ]}
          onChange={(digits) => setNumber({ digits: digits < 0 ? null : digits })}
        />
      </Setting>
      <FormatSettings valueId={value.id} />
    </>
  );
}
