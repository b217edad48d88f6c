/** Search parameters as plain text: `?from=2011-11-01&country=France&country=EIRE`. A repeated name is a list. */
export type PlainSearch = Record<string, string | string[]>;

export function parseSearch(search: string): PlainSearch {
  const result: PlainSearch = {};
  const parameters = new URLSearchParams(search);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    result[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return result;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string' && one !== '') parameters.append(name, one);
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
