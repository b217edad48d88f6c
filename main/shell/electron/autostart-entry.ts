/** Given by the entry at login: go on in the background, without a window. */
export const hiddenFlag = '--hidden';

/** What Linux desktops start with the session (freedesktop.org: Desktop Application Autostart, Desktop Entry 1.5). */
export function autostartEntry(program: string): string {
  // In a quoted argument the shell's signs, and percent signs, stand for themselves.
  const quoted = `"${program.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  // Values of type string take their own backslashes away first.
  const value = `${quoted} ${hiddenFlag}`.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `[Desktop Entry]
Type=Application
Name=Luopan
Name[zh_CN]=罗盘
Exec=${value}
Terminal=false
X-GNOME-Autostart-enabled=true
`;
}
