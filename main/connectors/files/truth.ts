const truths: Record<string, 0 | 1> = {
  true: 1,
  false: 0,
  yes: 1,
  no: 0,
  y: 1,
  n: 0,
  t: 1,
  f: 0,
  是: 1,
  否: 0,
  对: 1,
  错: 0,
};

/** 1, 0, or null when the text is no truth value; `1` and `0` are numbers first and only read as such on request. */
export function readTruth(text: string, acceptDigits: boolean): 0 | 1 | null {
  if (text.length > 5) return null;
  if (acceptDigits && (text === '1' || text === '0')) return text === '1' ? 1 : 0;
  return truths[text.toLowerCase()] ?? null;
}
