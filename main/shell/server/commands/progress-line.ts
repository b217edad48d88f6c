import type { ImportState } from '../../../../contract/imports.ts';
import type { Language } from '../../../../contract/language.ts';

const quietMs = 5_000;

/** Progress of an import: one line that renews itself on a terminal, a line now and then anywhere else. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #language: Language;
  #shownAt = performance.now();
  #isOpen = false;

  constructor(stream: NodeJS.WriteStream, language: Language) {
    this.#stream = stream;
    this.#language = language;
  }

  show({ rowsRead, bytesRead, bytesTotal }: ImportState): void {
    const share = bytesTotal === 0 ? 0 : Math.min(100, Math.floor((bytesRead / bytesTotal) * 100));
    const rows = rowsRead.toLocaleString(this.#language);
    const text = this.#language === 'zh-CN' ? `${share}%，已读取 ${rows} 行` : `${share} %, ${rows} rows read`;
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[K${text}`);
      this.#isOpen = true;
    } else if (performance.now() - this.#shownAt > quietMs) {
      this.#shownAt = performance.now();
      this.#stream.write(`${text}\n`);
    }
  }

  end(): void {
    if (this.#isOpen) this.#stream.write('\n');
    this.#isOpen = false;
  }
}
