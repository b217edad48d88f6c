import { z } from 'zod';
import { type LocalizedText, localizedTextOutput } from './language.ts';

/** How one setting of a connector is shown and kept; hung onto its zod schema with `setting`. */
export interface SettingMeta {
  label: LocalizedText;
  help?: LocalizedText;
  placeholder?: string;
  /** Encrypted at rest, never given out again: the API answers with `"set"` or null. */
  isSecret?: boolean;
  /** Default: told by the schema (text, number, switch, select). */
  control?: 'textarea' | 'yaml' | 'file' | 'folder' | 'list';
  /** Words for the values of an enum. */
  options?: Record<string, LocalizedText>;
  /** Shown only while another setting has one of these values. */
  showWhen?: { setting: string; is: readonly (string | boolean)[] };
  /** Folded away under "More settings". */
  isAdvanced?: boolean;
  /** Must be filled in wherever it is shown, though its schema lets it be left out. */
  isRequired?: boolean;
}

export const settingControls = [
  ...(['text', 'number', 'switch', 'select', 'secret', 'textarea', 'yaml', 'file', 'folder', 'list'] as const),
] as const;

/** One setting as served to the form. */
export const settingOutput = z.object({
  name: z.string(),
  control: z.enum(settingControls),
  label: localizedTextOutput,
  help: localizedTextOutput.nullable(),
  placeholder: z.string().nullable(),
  isRequired: z.boolean(),
  isSecret: z.boolean(),
  isAdvanced: z.boolean(),
  defaultValue: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable(),
  options: z.array(z.object({ value: z.string(), label: localizedTextOutput })),
  showWhen: z.object({ setting: z.string(), is: z.array(z.union([z.string(), z.boolean()])) }).nullable(),
});
export type Setting = z.infer<typeof settingOutput>;

const metaKey = 'luopanSetting';

/** Marks a schema as a setting. Put it last: a `.default()` or `.optional()` after it is understood too. */
export function setting<T extends z.ZodType>(schema: T, meta: SettingMeta): T {
  return schema.meta({ [metaKey]: meta }) as T;
}

/** The settings of a connector in the order of its schema. @throws when one was not marked with `setting` */
export function describeSettings(config: z.ZodObject): Setting[] {
  return Object.entries(config.shape).map(([name, schema]) => describe(name, schema as z.ZodType));
}

/** Names of the settings that are kept encrypted. */
export function secretNames(config: z.ZodObject): string[] {
  return describeSettings(config)
    .filter(({ isSecret }) => isSecret)
    .map(({ name }) => name);
}

interface Unwrapped {
  inner: z.ZodType;
  meta: SettingMeta | null;
  isRequired: boolean;
  defaultValue: Setting['defaultValue'];
}

function describe(name: string, schema: z.ZodType): Setting {
  const { inner, meta, isRequired, defaultValue } = unwrap(schema);
  if (meta === null) throw new Error(`setting ${name} has no label: mark it with setting()`);
  const values = inner instanceof z.ZodEnum ? inner.options.map(String) : [];
  return {
    name,
    // A secret of several lines could not be written in a field of one.
    control: meta.isSecret && meta.control !== 'textarea' ? 'secret' : (meta.control ?? controlOf(inner)),
    label: meta.label,
    help: meta.help ?? null,
    placeholder: meta.placeholder ?? null,
    isRequired: isRequired || meta.isRequired === true,
    isSecret: meta.isSecret ?? false,
    isAdvanced: meta.isAdvanced ?? false,
    defaultValue,
    options: values.map((value) => ({ value, label: meta.options?.[value] ?? { 'zh-CN': value, en: value } })),
    showWhen: meta.showWhen ? { setting: meta.showWhen.setting, is: [...meta.showWhen.is] } : null,
  };
}

function unwrap(schema: z.ZodType): Unwrapped {
  let inner = schema;
  let meta: SettingMeta | null = null;
  let isRequired = true;
  let defaultValue: Setting['defaultValue'] = null;
  for (;;) {
    meta ??= (inner.meta()?.[metaKey] as SettingMeta | undefined) ?? null;
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
      isRequired = false;
      defaultValue ??= inner.def.defaultValue as Setting['defaultValue'];
      inner = inner.def.innerType as z.ZodType;
    } else if (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) {
      isRequired = false;
      inner = inner.def.innerType as z.ZodType;
    } else return { inner, meta, isRequired, defaultValue };
  }
}

function controlOf(schema: z.ZodType): Setting['control'] {
  if (schema instanceof z.ZodEnum) return 'select';
  if (schema instanceof z.ZodBoolean) return 'switch';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodArray) return 'list';
  return 'text';
}
