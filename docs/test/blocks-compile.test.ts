import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { blocksOf, documents, root } from './support/blocks.ts';

/** Inside the project, so that imports resolve as a user's would. */
const folder = mkdtempSync(join(root, 'docs/test/.blocks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const blocks = documents().flatMap((file) => blocksOf(file, ['ts', 'tsx']));

describe('code in the documents', () => {
  it('exists', () => {
    expect(blocks.length).toBeGreaterThan(5);
  });

  it('compiles, every block on its own', () => {
    const places = new Map<string, string>();
    for (const [index, { place, code }] of blocks.entries()) {
      const file = join(folder, `block-${index}.ts`);
      writeFileSync(file, `${code}\nexport {};\n`);
      places.set(file, place);
    }
    const config = ts.readConfigFile(join(root, 'docs/tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(root, 'docs'));
    // A guide's program may leave a variable unused, and may be as strict about indices as its reader is.
    const lenient = { ...options, noUnusedLocals: false, noUnusedParameters: false, noUncheckedIndexedAccess: false };
    const program = ts.createProgram([...places.keys()], { ...lenient, noPropertyAccessFromIndexSignature: false });
    const problems = [...places].flatMap(([file, place]) =>
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .map(({ messageText }) => `${place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
    );
    expect(problems).toEqual([]);
  }, 120_000);
});
