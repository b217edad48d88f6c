/** argon2id (the library's default kind) with the OWASP minimum for servers: 19 MiB, two passes, one lane. The library loads on first use. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(password.normalize('NFKC'), cost);
}

/** Without a hash (no such operator) it works as long as with one, so that the duration tells nothing. */
export async function isPassword(hash: string | null, password: string): Promise<boolean> {
  if (hash === null) {
    await hashPassword(password);
    return false;
  }
  const { verify } = await import('@node-rs/argon2');
  return verify(hash, password.normalize('NFKC'));
}
