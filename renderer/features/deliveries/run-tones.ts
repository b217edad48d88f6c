/** The dot beside the state of a run. */
export const runTones = {
  running: 'busy',
  succeeded: 'good',
  partial: 'bad',
  failed: 'bad',
  skipped: 'quiet',
} as const;
