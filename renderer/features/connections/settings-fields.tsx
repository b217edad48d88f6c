import { Input, InputNumber, Select, Switch } from 'antd';
import { useId, useState } from 'react';
import type { ConnectionConfig } from '../../../contract/connections.ts';
import type { Setting } from '../../../contract/connector-config.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';

interface SettingsFieldsProps {
  settings: readonly Setting[];
  config: ConnectionConfig;
  /** Secrets that are kept already. */
  kept: ReadonlySet<string>;
  onChange: (config: ConnectionConfig) => void;
}

/** The form of a connector, made from the description of its settings. */
export function SettingsFields({ settings, config, kept, onChange }: SettingsFieldsProps) {
  const { t } = useTranslation('connections');
  const [isOpen, setIsOpen] = useState(false);
  const shown = settings.filter((setting) => isWanted(setting, settings, config));
  const plain = shown.filter(({ isAdvanced }) => !isAdvanced);
  const advanced = shown.filter(({ isAdvanced }) => isAdvanced);
  const field = (setting: Setting) => (
    <SettingField
      key={setting.name}
      setting={setting}
      value={config[setting.name] ?? (kept.has(setting.name) ? null : setting.defaultValue)}
      isKept={kept.has(setting.name)}
      onChange={(value) => onChange({ ...config, [setting.name]: value })}
    />
  );
  return (
    <>
      {plain.map(field)}
      {advanced.length > 0 ? (
        <button type="button" className={parts.disclosure} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? t('wizard.less') : t('wizard.more')}
        </button>
      ) : null}
      {isOpen ? advanced.map(field) : null}
    </>
  );
}

function isWanted({ showWhen }: Setting, settings: readonly Setting[], config: ConnectionConfig): boolean {
  if (showWhen === null) return true;
  const other = settings.find(({ name }) => name === showWhen.setting);
  const value = config[showWhen.setting] ?? other?.defaultValue ?? null;
  const isShown = other === undefined || isWanted(other, settings, config);
  return isShown && showWhen.is.some((wanted) => wanted === value);
}

/** Whether every required setting that is shown has a value. */
export function isComplete(settings: readonly Setting[], config: ConnectionConfig, kept: ReadonlySet<string>): boolean {
  return settings
    .filter((setting) => setting.isRequired && isWanted(setting, settings, config))
    .every(({ name, defaultValue }) => kept.has(name) || filled(config[name] ?? defaultValue));
}

const filled = (value: unknown) => value !== null && value !== undefined && value !== '';

interface SettingFieldProps {
  setting: Setting;
  value: ConnectionConfig[string] | undefined;
  isKept: boolean;
  onChange: (value: ConnectionConfig[string]) => void;
}

function SettingField({ setting, value, isKept, onChange }: SettingFieldProps) {
  const { t } = useTranslation('connections');
  const localized = useLocalized();
  const id = useId();
  const { control, name, placeholder, options } = setting;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const hint = isKept ? t('wizard.secretSet') : (placeholder ?? undefined);
  const shared = { id, 'data-testid': `setting-${name}`, ...(hint === undefined ? {} : { placeholder: hint }) };
  return (
    <div className={parts.field}>
      <label htmlFor={id} className={setting.isRequired ? parts.required : undefined}>
        {localized(setting.label)}
      </label>
      {control === 'switch' ? (
        <Switch id={id} checked={value === true} onChange={onChange} style={{ justifySelf: 'start' }} />
      ) : control === 'number' ? (
        <InputNumber {...shared} value={typeof value === 'number' ? value : null} onChange={(next) => onChange(next)} />
      ) : control === 'select' ? (
        <Select
          id={id}
          value={text === '' ? null : text}
          onChange={(next: string | null) => onChange(next)}
          options={options.map((option) => ({ value: option.value, label: localized(option.label) }))}
        />
      ) : control === 'secret' ? (
        <Input.Password
          {...shared}
          value={text}
          autoComplete="new-password"
          onChange={(event) => onChange(event.target.value)}
        />
      ) : control === 'textarea' || control === 'yaml' ? (
        <Input.TextArea
          {...shared}
          value={text}
          autoSize={{ minRows: control === 'yaml' ? 12 : 3, maxRows: 24 }}
          spellCheck={false}
          style={{ fontFamily: 'ui-monospace, monospace', fontSize: 12 }}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : control === 'list' ? (
        <Select
          id={id}
          mode="tags"
          value={Array.isArray(value) ? value : []}
          onChange={(next: string[]) => onChange(next)}
          open={false}
        />
      ) : (
        <Input {...shared} value={text} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      )}
      {setting.help ? <span className={parts.help}>{localized(setting.help)}</span> : null}
    </div>
  );
}
