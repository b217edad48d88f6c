import type { ImportOptions } from '../../../contract/imports.ts';
import type { Workspace } from '../../../contract/workspace.ts';

/** What holds where neither the file nor the user says: the zone of zoneless times, the currency of bare amounts. */
export interface ImportDefaults {
  timezone: string;
  currency: string;
  /** The currency is no more than a likely one: nobody has chosen it and no order of one's own has it. */
  isCurrencyGuessed: boolean;
}

/**
 * While only sample data is there, the currency in force is the sample's, which says nothing about the user's own
 * files: then the language suggests one.
 */
export function defaultsOf(workspace: Workspace, hasOwnData: boolean): ImportDefaults {
  const { timezone, currencySetting, language } = workspace;
  if (currencySetting !== null) return { timezone, currency: currencySetting, isCurrencyGuessed: false };
  if (hasOwnData) return { timezone, currency: workspace.currency, isCurrencyGuessed: false };
  return { timezone, currency: language === 'zh-CN' ? 'CNY' : 'USD', isCurrencyGuessed: true };
}

/** The options as sent: what was shown as the default is said, so that the host need not guess anew. */
export const sentOptions = (options: ImportOptions, defaults: ImportDefaults | null): ImportOptions =>
  defaults === null ? options : { timezone: defaults.timezone, currency: defaults.currency, ...options };
