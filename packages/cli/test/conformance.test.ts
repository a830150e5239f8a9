import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createBackend } from '../src/backends.ts';
import { fileOf, newFolder, run } from './support/command.ts';

/** Inside the project, so that the modules' imports resolve as a user's would. */
const folder = mkdtempSync(fileURLToPath(new URL('./.guide-', import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = undefined;
});

/** Two small vectors, so that a run is short. */
const vectors = `${folder}/vectors`;
mkdirSync(vectors);
for (const name of ['056-binary-accumulated-cubic.json', '043-ordinal-local-cubic.json'])
  cpSync(fileURLToPath(new URL(`../../conformance/vectors/${name}`, import.meta.url)), `${vectors}/${name}`);
const short = ['--vectors', vectors, '--cases', '0'];

/** The reference, except that its gradients are half as long as they should be. */
const halved = `${folder}/halved.ts`;
writeFileSync(
  halved,
  `import { createReferenceBackend } from '@chainzrule/core/reference';
export function createBackend() {
  const right = createReferenceBackend();
  return {
    ...right,
    name: 'halved',
    async compile(...given) {
      const program = await right.compile(...given);
      const evaluate = program.evaluate.bind(program);
      program.evaluate = async (...call) => {
        const found = await evaluate(...call);
        for (const { data } of Object.values(found.gradients)) for (let i = 0; i < data.length; i++) data[i] /= 2;
        return found;
      };
      return program;
    },
  };
}
`,
);

/** Runs the command; what it ends with is in the process's exit code as well. */
async function conformance(...args: readonly string[]) {
  const found = await run('conformance', ...args);
  return { ...found, code: found.code === 0 ? Number(process.exitCode ?? 0) : found.code };
}

describe('chainzrule conformance', { timeout: 300_000 }, () => {
  it('passes a right backend, with a line per tier and a report', async () => {
    const json = `${newFolder()}.json`;
    const { code, stdout } = await conformance('reference', ...short, '--tier', '4', '--json', json);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^T3 +penalty and its gradient +passed +\d+ passed, 0 failed$/m);
    expect(stdout).toMatch(/^T5 .*not asked for$/m);
    const report = JSON.parse(readFileSync(json, 'utf8'));
    expect(report).toMatchObject({ format: 'chainzrule/conformance@1', backend: 'reference', ok: true, vectors: 2 });
  });

  it('ends with 1 where a backend is wrong, and shows where and why', async () => {
    const { code, stdout } = await conformance(halved, ...short);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^T2 .*failed/m);
    expect(stdout).toMatch(/^T3 .*stopped$/m);
    expect(stdout).toMatch(/✗ (?:vector|extreme)\/\S+: task gradient/);
    expect(stdout).toMatch(/\S+\[\d+\]: expected \S+, found \S+; error \S+, tolerance \S+/);
    expect(stdout).toContain('likeliest cause: matches gradients of half the loss');
  });

  it('waives what is known, and fails a waiver that covers nothing', async () => {
    const waiver = { case: '*/*', reason: 'known since the last release', link: 'https://example.org/1' };
    const waived = await conformance(halved, ...short, '--tier', '3', '--waivers', fileOf(JSON.stringify([waiver])));
    expect(waived.stdout).toMatch(/^T2 .* [1-9]\d* waived$/m);
    expect(waived.code).toBe(0);
    const stale = await conformance(
      'reference',
      ...short,
      '--tier',
      '1',
      '--waivers',
      fileOf(JSON.stringify([waiver])),
    );
    expect(stale.code).toBe(1);
    expect(stale.stdout).toContain('stale waiver for */*: its cases pass');
  });

  it.each([
    [['no-such-backend'], 2, /there is no backend "no-such-backend"; allowed: reference/],
    [['reference', '--tier', '9'], 2, /--tier 9: allowed is a whole number/],
    [['reference', '--cases', 'all'], 2, /--cases all: allowed/],
    [[], 2, /missing required argument/],
    [['./nowhere.js'], 1, /nowhere.js cannot be loaded/],
    [['reference', '--vectors', './nowhere'], 1, /nowhere/],
    [['reference', '--waivers', './nowhere.json'], 1, /nowhere.json/],
  ] as const)('%j ends with %i and one clear line', async (args, expected, message) => {
    const { code, stderr } = await conformance(...args);
    expect(code).toBe(expected);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

/** Runs the command; what it ends with is in the process's exit code as well. */
async function agreement(...args: readonly string[]) {
  const found = await run('agreement', ...args);
  return { ...found, code: found.code === 0 ? Number(process.exitCode ?? 0) : found.code };
}

describe('chainzrule agreement', { timeout: 300_000 }, () => {
  it('prints a matrix of pairs that agree, and writes the report', async () => {
    const json = `${newFolder()}.json`;
    const { code, stdout } = await agreement('reference', 'onnx-node', ...short, '--json', json);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +onnx-node\nreference +0\.\d+$/m);
    expect(stdout).toContain('1 of 1 pairs agree.');
    const report = JSON.parse(readFileSync(json, 'utf8'));
    expect(report).toMatchObject({ format: 'chainzrule/agreement@1', pairs: [{ a: 'reference', b: 'onnx-node' }] });
  });

  it('ends with 1 where a pair is apart, and shows where', async () => {
    const { code, stdout } = await agreement('reference', halved, ...short);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗: reference and halved, \S+ \(vector\/\S+, \S+\[\d+\]: \S+ and \S+\)/);
    expect(stdout).toContain('0 of 1 pairs agree.');
  });

  it('asks for two', async () => {
    const { code, stderr } = await agreement('reference');
    expect(code).toBe(2);
    expect(stderr).toMatch(/name two or more/);
  });
});

it.each(['tfjs-webgl', 'onnx-web-webgpu'])('%s says that it runs in browsers only', async (name) => {
  await expect(createBackend(name)).rejects.toThrow(/runs in browsers only; allowed: reference, onnx-node/);
});
