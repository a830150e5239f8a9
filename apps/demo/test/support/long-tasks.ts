import type { Page } from 'playwright-core';

/** Records the page's long tasks from now on; the returned function gives their durations in milliseconds. */
export async function recordLongTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(globalThis, { longTasks: durations });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) durations.push(Math.round(duration));
    }).observe({ type: 'longtask' });
  });
  return async () => await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
}
