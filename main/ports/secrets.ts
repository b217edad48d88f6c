/** Keeps what must not be read by whoever gets hold of the store: passwords, tokens, keys. */
export interface Secrets {
  /**
   * Encrypts a text; every call gives another result.
   *
   * @param purpose bound to the result: it opens for the same purpose only (`connection 0198…`)
   */
  seal(text: string, purpose: string): string;
  /** @throws connections/secrets-unreadable when it was changed, or sealed for another purpose or with another key */
  open(sealed: string, purpose: string): string;
  /** 32 bytes that stay the same for one purpose and tell nothing about those of another: to sign with. */
  derive(purpose: string): Buffer;
}
