import { AppError } from '../../contract/errors.ts';
import type { Pivot, PivotFilter } from '../../contract/pivot.ts';
import { type Catalogue, memberAt } from './catalogue.ts';
import type { CubeFilter } from './field-keys.ts';

export function tooManyCells(cells: number, most: number): AppError {
  return new AppError('pivot/too-many-cells', { params: { cells, most } });
}

/** A condition of a pivot as Cube has it; one without values is none. */
export function cubeFilter({ member, operator, values }: PivotFilter): CubeFilter[] {
  if (operator === 'set' || operator === 'notSet') return [{ member, operator }];
  return values.length > 0 ? [{ member, operator, values }] : [];
}

/** @throws pivot/unknown-member, pivot/mixed-views */
export function checkMembers(pivot: Pivot, catalogue: Catalogue): void {
  const names: string[] = [];
  const check = (name: string, kind: 'measure' | 'dimension' | null, path: string) => {
    names.push(memberAt(catalogue, name, kind, path).name);
  };
  for (const side of ['rows', 'columns'] as const) {
    pivot[side].forEach(({ member }, index) => {
      check(member, 'dimension', `pivot.${side}.${index}.member`);
    });
  }
  pivot.values.forEach(({ source, lastBy }, index) => {
    if ('measure' in source) check(source.measure, 'measure', `pivot.values.${index}.source.measure`);
    if (lastBy) check(lastBy, 'dimension', `pivot.values.${index}.lastBy`);
  });
  pivot.filters.forEach(({ member }, index) => {
    check(member, null, `pivot.filters.${index}.member`);
  });
  if (pivot.dates) check(pivot.dates.member, 'dimension', 'pivot.dates.member');
  const views = [...new Set(names.map((name) => name.slice(0, name.indexOf('.'))))];
  if (views.length > 1) throw new AppError('pivot/mixed-views', { params: { views: views.join(', ') } });
}
