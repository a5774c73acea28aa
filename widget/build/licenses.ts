/** The licences of what is built in, beside the files that it is built into. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const INSIDE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

function licenseOf(folder: string): string {
  const file = existsSync(folder) ? readdirSync(folder).find((name) => /^licen[cs]e(\.|$)/i.test(name)) : undefined;
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
  return `${name} ${version}\n\n${text}`;
}

/** Writes assets/licenses.txt: one entry for every package whose code is in the bundle. */
export function licenses(): Plugin {
  return {
    name: 'licenses',
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of Object.keys(chunk.modules)) {
          const folder = INSIDE.exec(id)?.[1];
          if (folder) folders.add(folder);
        }
      }
      const source = [...folders].sort().map(licenseOf).join(`\n\n${'-'.repeat(78)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'assets/licenses.txt', source: `${source}\n` });
    },
  };
}
