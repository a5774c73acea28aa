/** Steps of the build that make the widget smaller, and the loader a classic script. */
import type { Plugin } from 'vite';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const child of Object.values(node).flat()) if (isNode(child)) yield* everyNode(child);
}

const SHORTER: Readonly<Record<string, (text: string, first: boolean, last: boolean) => string>> = {
  css: (text) => text.replace(/\s+/g, ' ').replace(/\s*([{};,>])\s*/g, '$1').replace(/: /g, ':').replace(/;}/g, '}').replace(/\b0\.(?=\d)/g, '.'),
  // A run of white space shows as one space; only what starts a new line in the source is a run here.
  // Beside a value it stays: the space in `${name} <b>` is one that people read.
  html: (text, first, last) => {
    const inner = first ? text.replace(/^\s*\n\s*(?=<)/, '') : text;
    return (last ? inner.replace(/(?<=>)\s*\n\s*$/, '') : inner).replace(/\s*\n\s*/g, ' ');
  },
};

/** White space that is there for the reader of the source is taken out of css`…` and html`…`. */
export function shortTemplates(): Plugin {
  return {
    name: 'short-templates',
    enforce: 'post',
    apply: 'build',
    transform(code, id) {
      if (!/\/src\/.*\.ts$/.test(id) || !/\b(?:css|html)`/.test(code)) return null;
      const edits: { start: number; end: number; text: string }[] = [];
      for (const node of everyNode(this.parse(code) as unknown as Node)) {
        const tag = node.type === 'TaggedTemplateExpression' ? (node['tag'] as Node)['name'] : undefined;
        const shorter = typeof tag === 'string' ? SHORTER[tag] : undefined;
        if (!shorter) continue;
        const quasis = (node['quasi'] as Node)['quasis'] as readonly Node[];
        for (const [at, quasi] of quasis.entries()) {
          const raw = (quasi['value'] as { raw: string }).raw;
          const start = code.indexOf(raw, quasi.start);
          edits.push({ start, end: start + raw.length, text: shorter(raw, at === 0, at === quasis.length - 1) });
        }
      }
      let short = code;
      for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) short = short.slice(0, start) + text + short.slice(end);
      return { code: short, map: null };
    },
  };
}

/** Files of socket.io that carry polling, WebTransport and binary data or serve old browsers, and what stands in their place. */
const UNUSED: readonly (readonly [RegExp, string])[] = [
  [/engine\.io-client.*\/polling-(?:xhr|fetch)(?:\.node)?\.js$|engine\.io-client.*\/webtransport\.js$/, 'export const XHR = undefined, WT = undefined, Fetch = undefined;'],
  [/socket\.io-parser.*\/is-binary\.js$/, 'export const isBinary = () => false, hasBinary = () => false;'],
  [/socket\.io-parser.*\/binary\.js$/, 'const no = () => { throw new Error("binary"); }; export { no as deconstructPacket, no as reconstructPacket };'],
  [/engine\.io-parser.*\/encodePacket\.browser\.js$/, `import { PACKET_TYPES } from './commons.js';
    export const encodePacket = ({ type, data }, _binary, give) => give(PACKET_TYPES[type] + (data || ''));
    export const encodePacketToBinary = undefined;`],
  [/engine\.io-parser.*\/decodePacket\.browser\.js$/, `import { ERROR_PACKET, PACKET_TYPES_REVERSE } from './commons.js';
    export const decodePacket = (text) => {
      const type = typeof text === 'string' && PACKET_TYPES_REVERSE[text.charAt(0)];
      return type ? (text.length > 1 ? { type, data: text.slice(1) } : { type }) : ERROR_PACKET;
    };`],
  [/engine\.io-client.*\/parseuri\.js$/, `export const parse = (source) => {
    const { protocol, hostname, port, pathname, search } = new URL(source);
    return { source, protocol: protocol.slice(0, -1), host: hostname.replace(/[[\]]/g, ''), port, path: pathname, query: search.slice(1) };
  };`],
];

/** The chat sends and gets JSON over websockets only: socket.io's other ways to travel stay at home. */
export function websocketOnly(): Plugin {
  return {
    name: 'websocket-only',
    enforce: 'pre',
    load: (id) => UNUSED.find(([file]) => file.test(id))?.[1] ?? null,
  };
}

/** What Lit writes on `window` and `Symbol`: versions, and metadata for decorators of a kind that is not used here. */
const LEFT_BEHIND: readonly (readonly [RegExp, RegExp, string])[] = [
  [/reactive-element\.js$/, /Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap;/, 'const litPropertyMetadata=new WeakMap;'],
  [/reactive-element\.js$/, /\(\w+\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
  [/lit-html\.js$/, /\(\w+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
  [/lit-element\.js$/, /\(\w+\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '0'],
];

/** The host page's globals stay as they were. */
export function noGlobals(): Plugin {
  return {
    name: 'no-globals',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/node_modules\/(?:@lit\/|lit-)/.test(id)) return null;
      let kept = code;
      for (const [file, found, instead] of LEFT_BEHIND) {
        if (!file.test(id)) continue;
        if (!found.test(kept)) this.error(`${id} has changed: look again at what it leaves on the page (${found.source})`);
        kept = kept.replace(found, instead);
      }
      return { code: kept, map: null };
    },
  };
}

/** What socket.io writes on the wire under such a name; everything else that begins with _ is its own. */
const ON_THE_WIRE = new Set(['_placeholder']);

/**
 * Members that socket.io keeps to itself, such as _reconnectionAttempts, get two letters: they stay within the chunk.
 * Behind a dash it is a part of a file's name, `words-nl-_tRw5srx.js`, which stays as it is.
 */
export function shortPrivates(code: string): string {
  const long = /(?<![\w$-])_[a-z]\w{3,}\b/g;
  const taken = new Set(code.match(/(?<![\w$])_\w{1,2}\b/g));
  const names = [...new Set(code.match(long))].filter((name) => !ON_THE_WIRE.has(name));
  const free = Array.from({ length: names.length + taken.size }, (_, at) => `_${at.toString(36)}`).filter((name) => !taken.has(name));
  const short = new Map(names.map((name, at) => [name, free[at]]));
  return code.replace(long, (name) => short.get(name) ?? name);
}

/** What is served as it is: loader.js is one file that leaves no names behind on the host page. */
export function classicLoader(): Plugin {
  return {
    name: 'classic-loader',
    generateBundle(_options, bundle) {
      // Hints for a next bundler; nobody bundles these files again.
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/\/\* @__PURE__ \*\/ ?/g, '');
      const [chat] = Object.values(bundle).filter((chunk) => chunk.type === 'chunk' && chunk.name === 'chat');
      if (chat?.type === 'chunk') chat.code = `/*! licenses.txt */${shortPrivates(chat.code)}`;
      const loader = bundle['loader.js'];
      if (loader?.type !== 'chunk') return;
      if (loader.imports.length || loader.exports.length) {
        this.error(`loader.js shares code with the chat and would not run as a classic script: ${[...loader.imports, ...loader.exports].join(', ')}`);
      }
      // In a classic script of another origin a relative import has no base: it is given one.
      const code = loader.code.trim().replace(/import\((`\.\/assets\/[^`]+`)\)/g, 'import(new URL($1,$src))');
      loader.code = `(($src)=>{${code}})((document.currentScript??document.querySelector('script[data-samenspel]'))?.src);\n`;
    },
  };
}
