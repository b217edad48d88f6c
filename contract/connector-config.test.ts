import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeSettings, secretNames, setting } from './connector-config.ts';

const label = { 'zh-CN': '标签', en: 'Label' };

it('makes the form of a connector from its schema', () => {
  const config = z.object({
    host: setting(z.string(), { label, placeholder: 'example.com' }),
    port: setting(z.number().default(5432), { label }),
    tls: setting(z.enum(['off', 'on']).default('off'), { label, options: { off: label } }),
    ca: setting(z.string().optional(), {
      label,
      control: 'textarea',
      showWhen: { setting: 'tls', is: ['on'] },
      isAdvanced: true,
    }),
    password: setting(z.string().optional(), { label, isSecret: true }),
    tags: setting(z.array(z.string()).default([]), { label }),
    isBig: setting(z.boolean(), { label }).default(true),
  });
  const told = describeSettings(config).map(({ name, control, isRequired, defaultValue }) => [
    name,
    control,
    isRequired,
    defaultValue,
  ]);
  expect(told).toEqual([
    ['host', 'text', true, null],
    ['port', 'number', false, 5432],
    ['tls', 'select', false, 'off'],
    ['ca', 'textarea', false, null],
    ['password', 'secret', false, null],
    ['tags', 'list', false, []],
    ['isBig', 'switch', false, true],
  ]);
  expect(describeSettings(config)[2]?.options).toEqual([
    { value: 'off', label },
    { value: 'on', label: { 'zh-CN': 'on', en: 'on' } },
  ]);
  expect(secretNames(config)).toEqual(['password']);
});

it('does not let a setting without words through', () => {
  expect(() => describeSettings(z.object({ host: z.string() }))).toThrow('host');
});
