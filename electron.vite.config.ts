import { cpSync, globSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { UserConfig } from 'electron-vite';
import type { Plugin, UserConfig as ViteConfig } from 'vite';
import { rendererSourceHash, rendererStamp } from './tooling/renderer-stamp.mjs';

const root = import.meta.dirname;
const out = join(root, 'out');
/** Node 24 comes with Electron 45 as with `npm start`. */
const nodeTarget = 'node24';

/** Workers are named by their file and lie beside the entries, where `workerFile` looks for them. */
const workers = globSync('main/**/*.worker.ts', { cwd: root });
const mainEntries = Object.fromEntries(
  ['main/desktop.ts', 'main/shell/electron/host-process.ts', ...workers].map((path) => [
    basename(path, '.ts'),
    join(root, path),
  ]),
);

/** Files that code finds beside itself at run time. */
const copyFiles: Plugin = {
  name: 'copy-files',
  writeBundle() {
    cpSync(join(root, 'schema/migrations'), join(out, 'main/migrations'), { recursive: true });
    cpSync(join(root, 'main/shell/electron/icons'), join(out, 'main/icons'), { recursive: true });
  },
};

/** The interface is served from `/`, also at deep addresses: electron-vite's relative base would break those. */
const absoluteBase: Plugin = { name: 'absolute-base', enforce: 'post', config: () => ({ base: '/' }) };

/** The page that a start ends with, and most visits begin with. */
const firstPage = 'renderer/features/board/overview-page.tsx';

/** Fetches the board's code together with the frame's, instead of after the frame has been drawn. */
const preloadFirstPage: Plugin = {
  name: 'preload-first-page',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const first = chunks.find(({ facadeModuleId }) => facadeModuleId?.replaceAll('\\', '/').endsWith(firstPage));
      if (first === undefined) throw new Error(`${firstPage} has no chunk of its own`);
      const wanted = new Set([first.fileName]);
      for (const name of wanted) for (const next of named.get(name)?.imports ?? []) wanted.add(next);
      return [...wanted]
        .filter((name) => !html.includes(name))
        .map((name) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` } }));
    },
  },
};

let stamp = '';
/** Notes which sources were built, so that `npm start` builds again only after a change. */
const stampSources: Plugin = {
  name: 'stamp-sources',
  buildStart() {
    stamp = rendererSourceHash(root);
  },
  writeBundle() {
    writeFileSync(rendererStamp(root), stamp);
  },
};
/** Also used by `npm start`, which builds nothing but this. */
export const rendererConfig: ViteConfig = {
  root: join(root, 'renderer'),
  base: '/',
  publicDir: false,
  plugins: [absoluteBase, preloadFirstPage, stampSources],
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: join(out, 'renderer'),
    emptyOutDir: true,
    target: 'es2023',
    minify: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: join(root, 'renderer/index.html'),
      // "use client" in component libraries speaks to server renderers; here everything is the client.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            // Kinds of charts that few boards show stay with the files that fetch them.
            {
              name: 'echarts',
              test: /node_modules[\\/](zrender|echarts[\\/](?!lib[\\/](chart[\\/](pie|treemap|funnel|boxplot|gauge|heatmap|sankey|scatter)|coord[\\/]calendar|component[\\/](calendar|visualMap))))/,
            },
            { name: 'grid', test: /node_modules[\\/]ag-grid-/ },
            // What many pages use comes in two files instead of sixty, which a browser fetches six at a time.
            {
              name: 'kit',
              test: /node_modules[\\/](antd|@rc-component|@ant-design|rc-|@babel|@emotion|dayjs|clsx)/,
              minShareCount: 6,
            },
            { name: 'base', test: /[\\/](renderer|contract|zod)[\\/]/, minShareCount: 6 },
          ],
        },
      },
    },
  },
};

const config: UserConfig = {
  main: {
    plugins: [copyFiles],
    build: {
      outDir: join(out, 'main'),
      target: nodeTarget,
      minify: false,
      rolldownOptions: {
        input: mainEntries,
        // Flat: `import.meta.url` of any chunk must point into the folder of the entries and the migrations.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: join(out, 'preload'),
      target: nodeTarget,
      rolldownOptions: {
        input: {
          preload: join(root, 'main/shell/electron/preload.ts'),
          'remote-preload': join(root, 'main/shell/electron/remote-preload.ts'),
        },
        // A sandboxed preload is CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: rendererConfig as UserConfig['renderer'] & {},
};

export default config;
