const forbidden = /[\\/?*[\]:\p{Cc}]/gu;
const maxLength = 31;

/** Gives sheets names that Excel accepts: at most 31 characters, nothing forbidden, no two alike in any case. */
export class SheetNames {
  readonly #taken = new Set(['history']);

  /** @param suffix kept whole at the end, as the number of a part */
  take(wanted: string, suffix = ''): string {
    const base =
      wanted
        .replace(forbidden, ' ')
        .replace(/^'+|'+$/g, '')
        .replace(/\s+/g, ' ')
        .trim() || 'Sheet';
    for (let count = 1; ; count += 1) {
      const ending = `${suffix}${count > 1 ? ` (${count})` : ''}`;
      const name = `${cut(base, maxLength - ending.length)}${ending}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}

/** Never between the halves of one character. */
function cut(text: string, length: number): string {
  const part = text.slice(0, length);
  return (/[\ud800-\udbff]$/.test(part) ? part.slice(0, -1) : part).replace(/['\s]+$/, '');
}
