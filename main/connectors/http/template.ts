import { ConnectorFailure } from '../connector.ts';

/** Values by the names they have between braces; undefined = not known in this request. */
export type Terms = Readonly<Record<string, string | number | boolean | undefined>>;

/** Fills in `{name}`; null when a value is not known. @throws config for a name there is none of */
export function fill(template: string, terms: Terms, encode: (text: string) => string = (text) => text): string | null {
  let isComplete = true;
  const text = template.replace(/\{([a-z_][\w.]*)\}/gi, (_, name: string) => {
    if (!(name in terms)) throw new ConnectorFailure('config', { reason: `{${name}}: no such value` });
    const value = terms[name];
    if (value === undefined || value === '') {
      isComplete = false;
      return '';
    }
    return encode(String(value));
  });
  return isComplete ? text : null;
}

const numberTemplate = /^\{#([a-z_][\w.]*)\}$/i;

/** The same in a JSON value, where `{#name}` is a number; members whose value is not known are left out. */
export function fillJson(value: unknown, terms: Terms): unknown {
  if (typeof value === 'string') {
    const [, name] = numberTemplate.exec(value) ?? [];
    const text = fill(name === undefined ? value : `{${name}}`, terms);
    return text === null ? undefined : name === undefined ? text : Number(text);
  }
  if (Array.isArray(value)) return value.map((item) => fillJson(item, terms)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, fillJson(inner, terms)] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}

/** The value at `a.b.0.c`; undefined when there is none. Only own members are looked at. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  if (path === '') return at;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}
