import { expect, it } from 'vitest';
import { autostartEntry } from './autostart-entry.ts';

/** As desktops read it: the value's own escapes first, then the quoted argument, then the percent signs. */
function programOf(entry: string): string {
  const [, value = ''] = /^Exec=(.*)$/m.exec(entry) ?? [];
  const text = value.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
  const [, quoted = ''] = /^"((?:[^"\\]|\\.)*)" --hidden$/s.exec(text) ?? [];
  return quoted.replace(/\\(.)/gs, '$1').replaceAll('%%', '%');
}

it.each(['/opt/Luopan/luopan', '/home/李 雷/应用 😀/Luopan-0.1.0.AppImage', '/tmp/100% "sure" $HOME `id` \\ back'])(
  'an entry for %s starts just that program, without a window',
  (program) => {
    const entry = autostartEntry(program);
    expect(programOf(entry)).toBe(program);
    expect(entry).toMatch(/^\[Desktop Entry\]\nType=Application\n/);
  },
);
