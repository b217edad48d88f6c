import { currencyDigits, formatCount, formatShort } from '../../../format/index.ts';
import { points } from '../feedback/feedback-settings.ts';
import { share } from '../frame/shares.ts';
import type { World } from '../frame/world.ts';
import type { KeyFigure } from './key-figures.ts';

/** A key figure as it is written; a dash where it is undefined. */
export function figureText(
  { value, unit }: KeyFigure,
  { language, currency }: Pick<World, 'language' | 'currency'>,
): string {
  if (value === null) return '—';
  switch (unit) {
    case 'percent':
      return share(value);
    case 'points':
      return points(value);
    case 'count':
      return formatCount(Math.round(value));
    case 'number':
      // Two digits where one would make a change look like none.
      return value >= 100 ? formatCount(Math.round(value)) : value.toFixed(value < 10 ? 2 : 1);
    case 'minor':
      return formatShort(value / 10 ** currencyDigits(currency), { unit: 'money', language, currency });
  }
}
