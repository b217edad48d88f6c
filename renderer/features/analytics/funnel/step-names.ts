/** Names of steps that can be told apart: a name met more than once gets the number of its step. */
export function stepNames(labels: readonly string[]): string[] {
  return labels.map((label, i) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${i + 1} · ${label}`,
  );
}
