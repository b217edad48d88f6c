/** An instant as a clock in the zone shows it, `2024-03-01 18:05`; seconds only where there are any. */
export function localTimeText(instant: string, zone: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return instant;
  const text = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).format(at);
  return text.endsWith(':00') ? text.slice(0, -':00'.length) : text;
}
