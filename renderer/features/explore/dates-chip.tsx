import { DatePicker, Popover, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { ReportDates } from '../../../contract/reports.ts';
import { formatRange } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { offeredPresets } from '../../queries/index.ts';
import { CloseIcon } from '../../ui/index.ts';
import { useBuilder } from './builder-context.ts';
import { Setting } from './field-settings.tsx';
import styles from './shelves.module.css';

/** The dates of a report: named and counted from the newest data, or two days. */
export function DatesChip() {
  const { t } = useTranslation('explore');
  const { t: board } = useTranslation('board');
  const language = useLanguage();
  const { definition, members, workspace, change } = useBuilder();
  const [isOpen, setIsOpen] = useState(
    definition.pivot.dates?.range !== undefined &&
      'preset' in definition.pivot.dates.range &&
      definition.pivot.dates.range.preset === 'all',
  );
  const { dates } = definition.pivot;
  if (!dates) return null;
  const set = (next: ReportDates | null) => change((now) => ({ ...now, pivot: { ...now.pivot, dates: next } }));
  const { range, member } = dates;
  const text = 'preset' in range ? board(`presets.${range.preset}`) : formatRange(range.from, range.to, language);
  const title = members.get(member)?.title ?? member;
  const content = (
    <div className={styles.settings}>
      <Setting label={title}>
        <Select
          size="small"
          value={'preset' in range ? range.preset : 'own'}
          options={[
            ...offeredPresets(workspace).map((preset) => ({
              value: preset as string,
              label: board(`presets.${preset}`),
            })),
            { value: 'own', label: board('dateCustom') },
          ]}
          onChange={(preset) => {
            const known = offeredPresets(workspace).find((one) => one === preset);
            if (known) set({ member, range: { preset: known } });
          }}
          data-testid="dates-preset"
        />
      </Setting>
      <DatePicker.RangePicker
        size="small"
        aria-label={t('dates')}
        value={'preset' in range ? null : [dayjs(range.from), dayjs(range.to)]}
        onChange={(days) => {
          const [from, to] = days ?? [];
          if (from && to) set({ member, range: { from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') } });
        }}
      />
    </div>
  );
  return (
    <li className={styles.chip} data-testid="chip-dates">
      <Popover
        open={isOpen}
        onOpenChange={setIsOpen}
        trigger="click"
        placement="rightTop"
        content={content}
        destroyOnHidden
      >
        <button type="button" className={styles.chipButton} aria-haspopup="dialog" aria-expanded={isOpen}>
          <span className={styles.chipTitle}>
            {title} · {text}
          </span>
        </button>
      </Popover>
      <button
        type="button"
        className={styles.chipRemove}
        aria-label={`${t('remove')} ${title}`}
        onClick={() => set(null)}
      >
        <CloseIcon size={14} />
      </button>
    </li>
  );
}
