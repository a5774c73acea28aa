/** What each part may weigh, gzipped; files are read from what the build wrote, so a new chunk counts at once. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const dist = 'dist/';
if (!existsSync(`${dist}loader.js`)) throw new Error('Nothing to weigh: run `npm run build` first');
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));

/** The page's own chunk, its style sheets and everything it imports at once; what it loads later is not counted. */
function pageFiles(key, found = new Set()) {
  const chunk = manifest[key];
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(dist + file);
  for (const imported of chunk.imports ?? []) pageFiles(imported, found);
  return [...found];
}

/** Every chunk the loader can reach: chunk names stand as string literals in the files that import them. */
function reachable(file, found = new Set()) {
  const text = readFileSync(dist + file, 'utf8');
  for (const name of readdirSync(`${dist}assets`).filter((file) => file.endsWith('.js'))) {
    const path = `assets/${name}`;
    if (!found.has(path) && text.includes(name)) {
      found.add(path);
      reachable(path, found);
    }
  }
  return found;
}

const chat = [...reachable('loader.js')].map((path) => dist + path);
const isWords = (path) => path.includes('/words-');
/** Loaded only when they are asked for: sending a photo, being reached later, confirming an end. */
const isAttach = (path) => path.includes('/attach-');
const isLater = (path) => path.includes('/later-');
const isDialog = (path) => path.includes('/dialog-');
const atOnce = (path) => !isWords(path) && !isAttach(path) && !isLater(path) && !isDialog(path);

const limits = [
  { name: 'loader', path: [`${dist}loader.js`], limit: '3 kB' },
  // Nobody loads a language that they do not read: each is weighed with everything else that a click loads.
  ...chat.filter(isWords).map((words) => ({
    name: `chat, everything after the first click, ${words.split('words-')[1].split('-')[0]}`,
    path: [...chat.filter(atOnce), words],
    limit: '35 kB',
  })),
];
limits.push({ name: 'sending a photo', path: chat.filter(isAttach), limit: '1 kB' });
limits.push({ name: 'being reached later, and the conversation to keep', path: chat.filter(isLater), limit: '4 kB' });
limits.push({ name: 'confirming an end', path: chat.filter(isDialog), limit: '1 kB' });
for (const [page, limit] of [['shop', '25 kB'], ['desk', '60 kB'], ['console', '60 kB'], ['back', '2 kB']]) {
  const key = `${page}/index.html`;
  if (manifest[key]) limits.push({ name: page, path: pageFiles(key), limit });
}

export default limits.map((limit) => ({ ...limit, gzip: true }));
