import type { Language } from '../../contract/language.ts';

type Item = Record<string, unknown>;

/**
 * The same member in the reader's words: `title` and `description` of its `meta` for the language replace the
 * English ones, and money carries the currency it is in.
 */
export function localizedMember(item: Item, language: Language, currency: string): Item {
  const meta = (item.meta ?? {}) as Item;
  const words = meta[language] as { title?: string; description?: string } | undefined;
  const copy: Item = { ...item };
  if (words?.title) Object.assign(copy, { title: words.title, shortTitle: words.title });
  if (words?.description) copy.description = words.description;
  if (meta.unit === 'currency') Object.assign(copy, { currency, meta: { ...meta, currency } });
  return copy;
}

/** The root of a `/load` answer with its annotation in the reader's words. */
export function localizedRoot(root: Item, language: Language, currency: string): Item {
  const annotation: Item = {};
  for (const [group, items] of Object.entries((root.annotation ?? {}) as Record<string, Record<string, Item>>)) {
    annotation[group] = Object.fromEntries(
      Object.entries(items).map(([member, item]) => [member, localizedMember(item, language, currency)]),
    );
  }
  return { ...root, annotation };
}

/** The answer of `/meta` in the reader's words. */
export function localizedMeta(answer: Item, language: Language, currency: string): Item {
  if (!Array.isArray(answer.cubes)) return answer;
  const cubes = (answer.cubes as Item[]).map((cube) => {
    const copy = localizedMember(cube, language, currency);
    for (const kind of ['measures', 'dimensions', 'segments']) {
      if (Array.isArray(cube[kind])) {
        copy[kind] = (cube[kind] as Item[]).map((item) => localizedMember(item, language, currency));
      }
    }
    return copy;
  });
  return { ...answer, cubes };
}
