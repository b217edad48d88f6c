import type { Language } from '../../contract/language.ts';

type Item = Record<string, unknown>;

interface Words {
  title?: string;
  description?: string;
}

/**
 * Cube evaluates braces in every text of a YAML model, `meta` included. What a stranger's file says must not be
 * evaluated: it travels sealed, as one text without special signs, and is opened on the way out.
 */
export function sealedMeta(meta: Item): { sealed: string } {
  return { sealed: Buffer.from(JSON.stringify(meta)).toString('base64url') };
}

function openedMeta(meta: Item): Item {
  if (typeof meta.sealed !== 'string') return meta;
  return JSON.parse(Buffer.from(meta.sealed, 'base64url').toString('utf8')) as Item;
}

/**
 * The same member in the reader's words. English stands in the model itself, other languages in `meta`; the answer
 * carries both in `meta`, and `title` and `description` in the reader's. Money names the currency it is in.
 */
export function localizedMember(item: Item, language: Language, currency: string): Item {
  const meta = openedMeta((item.meta ?? {}) as Item);
  const own = { title: item.shortTitle ?? item.title, description: item.description };
  const english = { ...own, ...(meta.en as Words | undefined) };
  const words = { ...english, ...(language === 'en' ? {} : (meta[language] as Words | undefined)) };
  const isMoney = meta.unit === 'currency';
  return {
    ...item,
    title: words.title,
    ...(item.shortTitle === undefined ? {} : { shortTitle: words.title }),
    description: words.description,
    ...(isMoney ? { currency } : {}),
    meta: { ...meta, en: english, ...(isMoney ? { currency } : {}) },
  };
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
