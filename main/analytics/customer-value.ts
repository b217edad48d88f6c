import type { z } from 'zod';
import type { sbgInput, sbgOutput } from '../../contract/customer-value.ts';
import type { Language } from '../../contract/language.ts';
import { fitSbgRequest } from './customer-value/fit-survival.ts';
import { ValueThread } from './customer-value/thread.ts';

/** What a request for an analysis brings besides its body. */
export interface Asking {
  language: Language;
  signal?: AbortSignal;
}

/** Customer value: models of purchases and lifetimes. Answers as bytes are JSON, made on another thread. */
export interface CustomerValue {
  /** `clvFitInput` as sent → `clvFitOutput`. @throws api/invalid-input, analytics/* */
  fitClv(body: Uint8Array, asking: Asking): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws api/invalid-input for counts that rise or never fall */
  fitSbg(input: z.infer<typeof sbgInput>, asking: Asking): z.infer<typeof sbgOutput>;
  /** `survivalFitInput` as sent → `survivalFitOutput`. @throws api/invalid-input, analytics/* */
  fitSurvival(body: Uint8Array, asking: Asking): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

export function createCustomerValue(): CustomerValue {
  const thread = new ValueThread();
  return {
    fitClv: (body, { language, signal }) => thread.run({ kind: 'clv-fit', body, language }, signal),
    fitSbg: (input, { language }) => fitSbgRequest(input, language),
    fitSurvival: (body, { language, signal }) => thread.run({ kind: 'survival-fit', body, language }, signal),
    close: () => thread.close(),
  };
}
