import { Button, Checkbox, Dropdown, InputNumber, Select } from 'antd';
import { type CellFormat, cellFormatInput, tones } from '../../../contract/pivot-formats.ts';
import { useTranslation } from '../../i18n/index.ts';
import { CloseIcon } from '../../ui/index.ts';
import { useBuilder } from './builder-context.ts';
import { newId } from './definition.ts';
import styles from './format-settings.module.css';

const kinds = ['rule', 'bar', 'scale', 'icons'] as const;
const operators = ['lt', 'lte', 'gt', 'gte', 'equals', 'between', 'empty'] as const;

/** Rules, bars, scales and arrows of one value. */
export function FormatSettings({ valueId }: { valueId: string }) {
  const { t } = useTranslation('explore');
  const { definition, change } = useBuilder();
  const own = definition.formats.filter((format) => format.valueId === valueId);
  const add = (kind: (typeof kinds)[number]) => {
    const more = kind === 'rule' ? { operator: 'lt', fill: 'red' } : {};
    const format = cellFormatInput.parse({ id: newId(), valueId, kind, ...more });
    change((now) => ({ ...now, formats: [...now.formats, format] }));
  };
  const set = (next: CellFormat) =>
    change((now) => ({ ...now, formats: now.formats.map((one) => (one.id === next.id ? next : one)) }));
  const remove = (id: string) => change((now) => ({ ...now, formats: now.formats.filter((one) => one.id !== id) }));
  return (
    <fieldset className={styles.formats}>
      <legend className={styles.legend}>{t('formats')}</legend>
      {own.map((format) => (
        <div key={format.id} className={styles.format}>
          <div className={styles.line}>
            <strong>{t(`formatKinds.${format.kind}`)}</strong>
            <Select
              size="small"
              variant="borderless"
              aria-label={t('formats')}
              value={format.cells}
              options={(['members', 'all', 'totals'] as const).map((cells) => ({
                value: cells,
                label: t(`formatCells.${cells}`),
              }))}
              onChange={(cells) => set({ ...format, cells })}
            />
            <button
              type="button"
              className={styles.remove}
              aria-label={`${t('remove')} ${t(`formatKinds.${format.kind}`)}`}
              onClick={() => remove(format.id)}
            >
              <CloseIcon size={14} />
            </button>
          </div>
          <FormatBody format={format} set={set} />
        </div>
      ))}
      <Dropdown
        menu={{
          items: kinds.map((kind) => ({ key: kind, label: t(`formatKinds.${kind}`), onClick: () => add(kind) })),
        }}
        trigger={['click']}
      >
        <Button size="small" data-testid="format-add">
          {t('formatAdd')}
        </Button>
      </Dropdown>
    </fieldset>
  );
}

function FormatBody({ format, set }: { format: CellFormat; set: (next: CellFormat) => void }) {
  const { t } = useTranslation('explore');
  const number = (value: number, label: string, save: (next: number) => void) => (
    <InputNumber size="small" aria-label={label} value={value} onChange={(next) => save(next ?? 0)} />
  );
  switch (format.kind) {
    case 'rule':
      return (
        <>
          <div className={styles.line}>
            <Select
              size="small"
              aria-label={t('formatKinds.rule')}
              value={format.operator}
              options={operators.map((operator) => ({ value: operator, label: t(`operators.${operator}`) }))}
              onChange={(operator) => set({ ...format, operator })}
            />
            {format.operator === 'empty'
              ? null
              : number(format.first, t('formatKinds.rule'), (first) => set({ ...format, first }))}
            {format.operator === 'between'
              ? number(format.second, t('operators.between'), (second) => set({ ...format, second }))
              : null}
          </div>
          <div className={styles.line}>
            <ToneSelect label={t('formatFill')} value={format.fill} onChange={(fill) => set({ ...format, fill })} />
            <ToneSelect label={t('formatInk')} value={format.ink} onChange={(ink) => set({ ...format, ink })} />
          </div>
          <Checkbox checked={format.wholeRow} onChange={(event) => set({ ...format, wholeRow: event.target.checked })}>
            {t('formatRow')}
          </Checkbox>
        </>
      );
    case 'bar':
      return (
        <ToneSelect
          label={t('formatFill')}
          value={format.tone}
          onChange={(tone) => set({ ...format, tone: tone ?? 'blue' })}
        />
      );
    case 'scale':
      return (
        <div className={styles.line}>
          <ToneSelect label="−" value={format.low} onChange={(low) => set({ ...format, low })} />
          <ToneSelect label="+" value={format.high} onChange={(high) => set({ ...format, high: high ?? 'blue' })} />
        </div>
      );
    case 'icons':
      return (
        <div className={styles.line}>
          <span>▲ ≥</span>
          {number(format.up, '▲', (up) => set({ ...format, up }))}
          <span>▼ &lt;</span>
          {number(format.down, '▼', (down) => set({ ...format, down }))}
        </div>
      );
  }
}

function ToneSelect({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | null;
  onChange: (tone: string | null) => void;
}) {
  const { t } = useTranslation('explore');
  return (
    <span className={styles.tone}>
      <span aria-hidden="true">{label}</span>
      <Select
        size="small"
        aria-label={label}
        value={value ?? 'none'}
        options={(['none', ...tones] as const).map((tone) => ({ value: tone as string, label: t(`tones.${tone}`) }))}
        onChange={(tone) => onChange(tone === 'none' ? null : tone)}
      />
    </span>
  );
}
