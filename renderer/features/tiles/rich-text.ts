/** A run of text: plain, strong, or a live figure of a measure. */
export type TextPart = { kind: 'plain' | 'strong'; text: string } | { kind: 'figure'; member: string };
export type TextBlock = { kind: 'heading' | 'paragraph'; parts: TextPart[] } | { kind: 'list'; items: TextPart[][] };

const inline = /\*\*([^*]+)\*\*|\{\{\s*([A-Za-z_]\w*\.[A-Za-z_]\w*)\s*\}\}/g;

function partsOf(line: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of line.matchAll(inline)) {
    if (match.index > end) parts.push({ kind: 'plain', text: line.slice(end, match.index) });
    const [, strong, member] = match;
    if (member !== undefined) parts.push({ kind: 'figure', member });
    else parts.push({ kind: 'strong', text: strong ?? '' });
    end = match.index + match[0].length;
  }
  if (end < line.length) parts.push({ kind: 'plain', text: line.slice(end) });
  return parts;
}

/** Reads `#` headings, `-` lists, `**strong**` and `{{view.measure}}`; everything else is plain text, never markup. */
export function parseText(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  for (const line of text.split(/\r?\n/)) {
    const item = /^[-*•]\s+(.*)$/.exec(line);
    const last = blocks.at(-1);
    if (item) {
      if (last?.kind === 'list') last.items.push(partsOf(item[1] ?? ''));
      else blocks.push({ kind: 'list', items: [partsOf(item[1] ?? '')] });
    } else if (/^#{1,3}\s+/.test(line)) {
      blocks.push({ kind: 'heading', parts: partsOf(line.replace(/^#{1,3}\s+/, '')) });
    } else if (line.trim() !== '') {
      blocks.push({ kind: 'paragraph', parts: partsOf(line) });
    }
  }
  return blocks;
}
