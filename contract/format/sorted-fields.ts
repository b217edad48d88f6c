/**
 * A value of JSON with the fields of every object in order, so that what means the same is written the same.
 *
 * @param plain what stands for a text, names of fields too; left out = itself
 */
export function sortedFields(value: unknown, plain: (text: string) => string = (text) => text): unknown {
  if (typeof value === 'string') return plain(value);
  if (Array.isArray(value)) return value.map((one) => sortedFields(one, plain));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]): [string, unknown] => [plain(name), sortedFields(one, plain)]);
  return Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
