import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chromiumIsThere, openBrowserPage } from '../src/index.ts';

const entry = fileURLToPath(new URL('entry.ts', import.meta.url));

describe.skipIf(!chromiumIsThere())('a module in Chromium', () => {
  it('answers calls, finds a WebGPU adapter and passes errors on', async () => {
    await using page = await openBrowserPage({ entry, webgpu: true });
    expect(await page.call('product', 6, 7)).toBe(42);
    expect(await page.call('adapterName')).not.toBe('none');
    await expect(page.call('broken')).rejects.toThrow('on purpose');
  });
});
