const shown = '•••';

/** A function that takes every spelling of the secrets out of a text: as they are, in addresses, in JSON, in headers. */
export function maskSecrets(secrets: readonly string[]): (text: string) => string {
  const spellings = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < 3) continue;
    spellings.add(secret);
    spellings.add(encodeURIComponent(secret));
    spellings.add(new URLSearchParams({ s: secret }).toString().slice(2));
    spellings.add(JSON.stringify(secret).slice(1, -1));
    for (const pad of ['', ' ', '  ']) {
      // Inside of Basic credentials the secret starts at any of three offsets; its middle is the same in each.
      const encoded = Buffer.from(pad + secret)
        .toString('base64')
        .replace(/=+$/, '');
      if (encoded.length > 8) spellings.add(encoded.slice(pad.length === 0 ? 0 : 4, -2));
    }
  }
  const longestFirst = [...spellings].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, spelling) => masked.replaceAll(spelling, shown), text);
}
