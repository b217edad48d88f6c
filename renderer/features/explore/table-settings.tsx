import { Button, Checkbox, Input, Popover, Select } from 'antd';
import type { ReportDefinition } from '../../../contract/reports.ts';
import { useTranslation } from '../../i18n/index.ts';
import { SettingsIcon } from '../../ui/index.ts';
import { useBuilder } from './builder-context.ts';
import { Setting } from './field-settings.tsx';
import styles from './shelves.module.css';

/** How the whole table looks. */
export function TableSettings() {
  const { t } = useTranslation('explore');
  const content = (
    <div className={styles.settings}>
      <TablePart />
    </div>
  );
  return (
    <Popover content={content} trigger="click" placement="bottomRight" destroyOnHidden>
      <Button
        size="small"
        icon={<SettingsIcon size={16} />}
        aria-label={t('tableSettings')}
        title={t('tableSettings')}
        data-testid="table-settings"
      />
    </Popover>
  );
}

function TablePart() {
  const { t } = useTranslation('explore');
  const { definition, change } = useBuilder();
  const { pivot } = definition;
  const set = (part: Partial<ReportDefinition['pivot']>) =>
    change((now) => ({ ...now, pivot: { ...now.pivot, ...part } }));
  const places = (['none', 'before', 'after'] as const).map((value) => ({ value, label: t(`places.${value}`) }));
  return (
    <>
      <Setting label={t('layout')}>
        <Select
          size="small"
          value={pivot.layout}
          options={[
            { value: 'outline', label: t('layoutOutline') },
            { value: 'tabular', label: t('layoutTabular') },
          ]}
          onChange={(layout) => set({ layout })}
        />
      </Setting>
      <Setting label={t('valuesOn')}>
        <Select
          size="small"
          value={pivot.valuesOn}
          options={(['columns', 'rows'] as const).map((value) => ({ value, label: t(`shelves.${value}`) }))}
          onChange={(valuesOn) => set({ valuesOn })}
        />
      </Setting>
      <Setting label={t('rowTotal')}>
        <Select size="small" value={pivot.rowTotal} options={places} onChange={(rowTotal) => set({ rowTotal })} />
      </Setting>
      <Setting label={t('columnTotal')}>
        <Select
          size="small"
          value={pivot.columnTotal}
          options={places}
          onChange={(columnTotal) => set({ columnTotal })}
        />
      </Setting>
      <Checkbox checked={pivot.hideEmpty} onChange={(event) => set({ hideEmpty: event.target.checked })}>
        {t('hideEmpty')}
      </Checkbox>
      <Setting label={t('emptyText')}>
        <Input
          size="small"
          maxLength={40}
          defaultValue={definition.emptyText}
          onBlur={(event) => change((now) => ({ ...now, emptyText: event.target.value }))}
        />
      </Setting>
      {definition.collapsed.rows.length > 0 ? (
        <Button size="small" onClick={() => change((now) => ({ ...now, collapsed: { ...now.collapsed, rows: [] } }))}>
          {t('expandAll')}
        </Button>
      ) : null}
    </>
  );
}
