import { resolved } from './xml-bytes.ts';

/** The text of a cell: of its `v` and `t`, without the readings (`rPh`) of Chinese and Japanese characters. */
export class XmlText {
  /** Where it stands, as long as it is one piece that needs nothing resolved; else null. */
  bytes: Buffer | null = null;
  from = 0;
  to = 0;
  #string = '';
  #isWanted = false;
  #isReading = false;

  clear(): void {
    this.bytes = null;
    this.#string = '';
  }

  open(name: string): void {
    if (name === 'rPh') this.#isReading = true;
    this.#isWanted = (name === 'v' || name === 't') && !this.#isReading;
  }

  close(name: string): void {
    if (name === 'rPh') this.#isReading = false;
    this.#isWanted = false;
  }

  add(bytes: Buffer, { from, to, isPlain }: { from: number; to: number; isPlain: boolean }): void {
    if (!this.#isWanted || from === to) return;
    if (isPlain && this.bytes === null && this.#string === '') {
      this.bytes = bytes;
      this.from = from;
      this.to = to;
      return;
    }
    this.#string = this.string();
    this.bytes = null;
    const text = bytes.toString('utf8', from, to);
    this.#string += isPlain ? text : resolved(text);
  }

  string(): string {
    return this.bytes ? this.bytes.toString('utf8', this.from, this.to) : this.#string;
  }
}
