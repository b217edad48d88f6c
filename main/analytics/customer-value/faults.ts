import { z } from 'zod';
import { type ValueFault, valueFaults } from '../../../contract/customer-value-words.ts';
import { AppError, type ErrorDetail } from '../../../contract/errors.ts';
import type { Language } from '../../../contract/language.ts';

/** Faults told in one answer; who sends a million bad rows learns enough from these. */
const maxDetails = 20;
const locales = { 'zh-CN': z.locales.zhCN(), en: z.locales.en() };

/** Collects what is wrong with an input, in the reader's language. */
export class Faults {
  readonly #language: Language;
  readonly #details: ErrorDetail[] = [];

  constructor(language: Language) {
    this.#language = language;
  }

  add(path: string, fault: ValueFault, limit: string | number = ''): void {
    if (!this.isFull) {
      const message = valueFaults[fault][this.#language].replace('{limit}', String(limit));
      this.#details.push({ path, message });
    }
  }

  get isFull(): boolean {
    return this.#details.length >= maxDetails;
  }

  /** @throws api/invalid-input when anything was added */
  refuse(): void {
    if (this.#details.length > 0) throw new AppError('api/invalid-input', { details: this.#details });
  }
}

/** One fault alone. */
export function faultError(language: Language, path: string, fault: ValueFault, limit?: string | number): AppError {
  const message = valueFaults[fault][language].replace('{limit}', String(limit ?? ''));
  return new AppError('api/invalid-input', { details: [{ path, message }] });
}

/** Bytes of a request as JSON. @throws api/invalid-input */
export function parseJson(bytes: Uint8Array, language: Language): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw faultError(language, '', 'notJson');
  }
}

/** @throws api/invalid-input with a path for each issue */
export function checked<T extends z.ZodType>(schema: T, value: unknown, language: Language): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, maxDetails).map((issue) => {
    const words = locales[language].localeError(issue as z.core.$ZodRawIssue);
    const message = typeof words === 'string' ? words : words?.message;
    return { path: issue.path.map(String).join('.'), message: message ?? issue.message };
  });
  throw new AppError('api/invalid-input', { details });
}
