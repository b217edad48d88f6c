import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Waits until nothing moves: what still fades in has no contrast of its own. What pulses for ever may go on. */
export async function atRest(page: Page): Promise<void> {
  // What is about to move waits, paused, for its turn.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          (playState !== 'running' && playState !== 'paused') ||
          effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
      ),
  );
}

interface AxeWindow {
  axe: {
    run(
      context: Document,
      options: object,
    ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }>;
  };
}

/** What axe-core finds wrong in a page once it stands still: WCAG 2.2 A and AA and its best practices. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await atRest(page);
  // evaluate() is not bound by the page's content security policy, unlike a script tag.
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(axeFile, 'utf8'));
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as AxeWindow).axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} · ${target.join(' ')} · ${failureSummary ?? ''}`),
    );
  });
}
