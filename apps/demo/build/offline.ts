import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const SOURCE = new URL('./service-worker.js', import.meta.url);

/** The runtimes of other backends: they are kept once they were chosen, and not before. */
const RUNTIMES = /^assets\/(tensorflow|tfjs|onnxruntime|ort|serve-tfjs|.*\.wasm$)/;

/** Writes the service worker with the list of files that make the page work offline. */
export function offline(): Plugin {
  return {
    name: 'chainzrule:offline',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle).filter((name) => !name.endsWith('.map') && !RUNTIMES.test(name));
      const list = ['./', 'icon.svg', ...files.sort()];
      const version = createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 12);
      const source = readFileSync(SOURCE, 'utf8')
        .replace('/* FILES */ []', JSON.stringify(list))
        .replace('/* VERSION */', version);
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
    },
  };
}
