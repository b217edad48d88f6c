import { isOrigin } from '../../../contract/links.ts';
import type { Workspace, WorkspaceInput } from '../../../contract/workspace.ts';

/** One line of the rates table; kept as typed, so that a half-typed rate is not lost. */
export interface RateRow {
  currency: string;
  rate: string;
}

/** The workspace as the form holds it: rates in rows, the address as typed, everything else as it is. */
export interface SettingsDraft extends Omit<Workspace, 'currency' | 'exchangeRates' | 'publicAddress'> {
  rates: RateRow[];
  publicAddress: string;
}

export type SettingsFault =
  | 'name-empty'
  | 'name-long'
  | 'rate-currency'
  | 'rate-twice'
  | 'rate-own'
  | 'rate-number'
  | 'address';
/** Faults by the place they stand at: `name`, `rates.0.currency`, `rates.0.rate`. */
export type SettingsFaults = Record<string, SettingsFault>;

export function draftOf(workspace: Workspace): SettingsDraft {
  const { currency: _, exchangeRates, publicAddress, ...rest } = workspace;
  const rates = Object.entries(exchangeRates).map(([currency, rate]) => ({ currency, rate }));
  return {
    ...rest,
    publicAddress: publicAddress ?? '',
    rates: rates.sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

/** What is wrong before anything is sent; the server checks again. `currency` = the one in force. */
export function faultsOf(draft: SettingsDraft, currency: string): SettingsFaults {
  const faults: SettingsFaults = {};
  const name = draft.name.trim();
  if (name === '') faults.name = 'name-empty';
  else if (name.length > 80) faults.name = 'name-long';
  const address = draft.publicAddress.trim();
  if (address !== '' && originOf(address) === null) faults.publicAddress = 'address';
  const seen = new Set<string>();
  draft.rates.forEach((row, index) => {
    const place = `rates.${index}.currency`;
    if (!/^[A-Z]{3}$/.test(row.currency)) faults[place] = 'rate-currency';
    else if (row.currency === (draft.currencySetting ?? currency)) faults[place] = 'rate-own';
    else if (seen.has(row.currency)) faults[place] = 'rate-twice';
    seen.add(row.currency);
    if (!isRate(row.rate)) faults[`rates.${index}.rate`] = 'rate-number';
  });
  return faults;
}

/** A decimal above zero as the contract writes it; `7,12` and full-width digits are not guessed at. */
export const isRate = (rate: string): boolean => /^\d{1,9}(\.\d{1,9})?$/.test(rate) && Number(rate) > 0;

/** Only what differs, for `PATCH /api/v1/workspace`; an empty object = nothing to save. */
export function changesOf(draft: SettingsDraft, workspace: Workspace): WorkspaceInput {
  const { rates, ...rest } = { ...draft, name: draft.name.trim() };
  const publicAddress = originOf(draft.publicAddress.trim()) ?? (draft.publicAddress.trim() || null);
  const wanted = {
    ...rest,
    publicAddress,
    exchangeRates: Object.fromEntries(rates.map(({ currency, rate }) => [currency, rate])),
  };
  const entries = Object.entries(wanted).filter(
    ([key, value]) => canonical(value) !== canonical(workspace[key as keyof Workspace]),
  );
  return Object.fromEntries(entries) as WorkspaceInput;
}

const canonical = (value: unknown): string =>
  value !== null && typeof value === 'object' ? JSON.stringify(Object.entries(value).sort()) : JSON.stringify(value);

/** The place in the form a server's complaint belongs to: `exchangeRates.USD` → the row of USD. */
export function placeOf(path: string, draft: SettingsDraft): string {
  const currency = /^exchangeRates\.([A-Z]{3})$/.exec(path)?.[1];
  if (currency === undefined) return path;
  const index = draft.rates.findIndex((row) => row.currency === currency);
  return index < 0 ? 'rates' : `rates.${index}.rate`;
}

/** `https://BI.example.com/` → `https://bi.example.com`; null for what leads elsewhere than to a server's root. */
export function originOf(typed: string): string | null {
  if (!URL.canParse(typed)) return null;
  const { username, password, pathname, search, hash, origin } = new URL(typed);
  const isBare = username === '' && password === '' && pathname === '/' && search === '' && hash === '';
  return isBare && isOrigin(origin) ? origin : null;
}
