import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';

const guide = readFileSync(new URL('../../../docs/guide/onnx.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
/** Inside the package, so that imports resolve as a user's would. */
const folder = mkdtempSync(fileURLToPath(new URL('./.guide-', import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of the guide, its file beside it, and gives what it logs. */
async function run(index: number): Promise<unknown[][]> {
  const file = `${folder}/block-${index}.ts`;
  writeFileSync(file, blocks[index]!.replaceAll("'model.onnx'", JSON.stringify(`${folder}/model.onnx`)));
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await import(file);
    return log.mock.calls.map((values) => [...values]);
  } finally {
    log.mockRestore();
  }
}

describe('the guide to ONNX', () => {
  it('has three programs', () => expect(blocks).toHaveLength(3));

  it('deploys a model on raw rows', async () => {
    const [[classes, dims, data]] = (await run(0)) as [[string[], number[], Float32Array]];
    expect(classes).toEqual(['large', 'small']);
    expect(dims).toEqual([3, 2]);
    expect(data[1]).toBeGreaterThan(0.5);
    expect(data[4]).toBeGreaterThan(0.5);
  });

  it('reads a file back to the same bytes', async () => {
    expect(await run(1)).toEqual([[1, 0]]);
  });

  it('trains on ONNX Runtime', async () => {
    const [[name, device, predicted]] = (await run(2)) as [[string, string, string[]]];
    expect(name).toBe('onnx-node');
    expect(device).toMatch(/^cpu, onnxruntime-node /);
    expect(predicted).toEqual(['large']);
  });
});
