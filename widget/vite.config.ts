/** Two builds into dist/: the pages (`vite build`) and the embeddable widget (`vite build --mode embed`). */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { UserConfig } from 'vite';
import { licenses } from './build/licenses.ts';
import { classicLoader, noGlobals, shortTemplates, websocketOnly } from './build/plugins.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Pages that share their chunks: the demo shop, the desk, the operator page and the way back from an e-mail. */
const pages = ['shop', 'desk', 'console', 'back'].filter((page) => existsSync(here(`${page}/index.html`)));

const pagesBuild: UserConfig = {
  base: '/widget/',
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: Object.fromEntries(pages.map((page) => [page, here(`${page}/index.html`)])),
    },
  },
};

const embedBuild: UserConfig = {
  base: './',
  build: {
    target: 'es2022',
    emptyOutDir: false,
    lib: { entry: { loader: here('src/loader.ts') }, formats: ['es'], fileName: (_format, name) => `${name}.js` },
    rolldownOptions: {
      output: {
        chunkFileNames: ({ facadeModuleId }) => (facadeModuleId?.includes('/ui/words/') ? 'assets/words-[name]-[hash].js' : 'assets/[name]-[hash].js'),
        minify: true,
      },
    },
  },
};

export default defineConfig(({ mode }) => ({
  ...(mode === 'embed' ? embedBuild : pagesBuild),
  plugins: [shortTemplates(), websocketOnly(), ...(mode === 'embed' ? [noGlobals(), classicLoader(), licenses()] : [])],
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts', 'build/**/*.test.ts'] },
}));
