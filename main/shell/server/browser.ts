import { spawn } from 'node:child_process';

/** Is somebody sitting in front of this machine's screen? */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (env.CI || env.SSH_CONNECTION) return false;
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens the page in the person's browser; where that fails, the ready line is enough. */
export function openBrowser(url: string, platform: NodeJS.Platform): void {
  const [command, args] = openCommand(url, platform);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function openCommand(url: string, platform: NodeJS.Platform): [string, string[]] {
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  if (platform === 'darwin') return ['open', [url]];
  return ['xdg-open', [url]];
}
