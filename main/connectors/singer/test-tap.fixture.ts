import { readFileSync } from 'node:fs';

/** A Singer tap for tests, run as a process of its own; its configuration says how it behaves. */
interface TapConfig {
  rows: string;
  behaviour?: 'hang' | 'garbage' | 'some-garbage' | 'crash' | 'unauthorized' | 'no-catalog';
  token?: string;
}

const fileAt = (flag: string) => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? null : (JSON.parse(readFileSync(process.argv[at + 1] ?? '', 'utf8')) as unknown);
};
const say = (value: unknown) => process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
const config = fileAt('--config') as TapConfig;
const schema = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    name: { type: ['null', 'string'] },
    updated_at: { type: 'string', format: 'date-time' },
  },
};

if (config.behaviour === 'unauthorized') {
  process.stderr.write(`CRITICAL 401 Client Error: Unauthorized, token ${config.token}\n`);
  process.exit(1);
}
if (process.argv.includes('--discover')) {
  if (config.behaviour === 'no-catalog') say('<html>');
  else
    say({
      streams: [
        { tap_stream_id: 'people', stream: 'people', schema, key_properties: ['id'], replication_key: 'updated_at' },
        { tap_stream_id: 'other', stream: 'other', schema: { type: 'object', properties: {} } },
      ],
    });
} else {
  process.stderr.write('INFO starting\n');
  if (config.behaviour === 'garbage')
    for (let line = 0; line < 100; line += 1) say('Traceback (most recent call last):');
  if (config.behaviour === 'some-garbage') say('a stray print()');
  const after = (fileAt('--state') as { bookmark?: string } | null)?.bookmark ?? '';
  const rows = (JSON.parse(readFileSync(config.rows, 'utf8')) as { id: number; name: string; updated_at: string }[])
    .filter((row) => row.updated_at > after)
    .sort((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
  say({ type: 'SCHEMA', stream: 'people', schema, key_properties: ['id'] });
  rows.forEach((record, index) => {
    say({ type: 'RECORD', stream: 'people', record });
    if (index % 100 === 99) say({ type: 'STATE', value: { bookmark: record.updated_at } });
    if (config.behaviour === 'crash' && index === 150) process.exit(3);
  });
  const last = rows.at(-1)?.updated_at ?? after;
  say({ type: 'STATE', value: { bookmark: last } });
  if (config.behaviour === 'hang') setInterval(() => {}, 1000);
}
