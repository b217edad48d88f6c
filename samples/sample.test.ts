import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entityFields } from '../contract/entities.ts';
import { importOptionsInput, mappingInput } from '../contract/imports.ts';
import { published } from './build.ts';
import about from './online-retail/about.json' with { type: 'json' };

const folder = join(import.meta.dirname, 'online-retail');
const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

it('the shipped file is the published one, byte for byte', () => {
  const content = published(readFileSync(join(folder, about.file)));
  expect(content.toString('latin1').match(/\n/g)?.length).toBe(about.rows + 1);
});

it('mapping and options are what the import accepts, and fill every required field', () => {
  const mapping = mappingInput.parse(json('mapping.json'));
  importOptionsInput.parse(json('options.json'));
  const fields = entityFields.order_items;
  const names = fields.map((field) => field.name);
  expect(Object.keys(mapping).filter((target) => !names.includes(target))).toEqual([]);
  expect(fields.filter((field) => field.isRequired && !(field.name in mapping)).map((field) => field.name)).toEqual([]);
});

it('every sample stands beside its licence, which NOTICE repeats', () => {
  const notice = readFileSync(join(import.meta.dirname, '../NOTICE'), 'utf8').replaceAll('\n', ' ');
  for (const entry of readdirSync(import.meta.dirname, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const licence = readFileSync(join(import.meta.dirname, entry.name, 'LICENCE.md'), 'utf8');
    expect(licence).toContain(about.licence);
    expect(licence).toContain(about.attribution);
  }
  expect(notice).toContain(about.attribution);
  expect(notice).toContain(about.licenceUrl);
});
