import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const SOURCE = new URL('./service-worker.js', import.meta.url);

/** Largest file that is kept before it is asked for: the runtimes' WebAssembly comes when a backend is chosen. */
const LARGEST = 1_000_000;

/** Writes the service worker with the list of files that make the page work offline. */
export function offline(): Plugin {
  return {
    name: 'chainzrule:offline',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle)
        .filter((file) => !file.fileName.endsWith('.map'))
        .filter((file) => Buffer.byteLength(file.type === 'chunk' ? file.code : file.source) <= LARGEST)
        .map(({ fileName }) => fileName)
        .filter((name) => !/tfjs|tensorflow|ort[.-]/.test(name));
      const list = ['./', 'icon.svg', ...files.sort()];
      const version = createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 12);
      const source = readFileSync(SOURCE, 'utf8')
        .replace('/* FILES */ []', JSON.stringify(list))
        .replace('/* VERSION */', version);
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
    },
  };
}
