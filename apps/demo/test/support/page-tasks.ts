import type { Page } from 'playwright-core';

/** What is read of Chromium's trace. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** µs of the processor's time; absent where the trace cuts a task off. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** A task of a thread, in Chromium's trace, and the name of a page's main thread. */
const TASK = 'ThreadControllerImpl::RunTask';
const MAIN_THREAD = 'CrRendererMain';

/**
 * Records the tasks of the browser's pages on their main threads from now on; the returned function gives the time in ms that the processor
 * worked for each. A task's wall time would grow with whatever else the machine does; waiting (for a GPU, say) is not counted.
 */
export async function recordPageTasks(page: Page): Promise<() => Promise<number[]>> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  return async () => {
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: TraceEvent[] };
    const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
    const named = trace.traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === MAIN_THREAD);
    const threads = new Set(named.map(thread));
    const tasks = trace.traceEvents.filter((event) => event.name === TASK && threads.has(thread(event)));
    return tasks.flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]));
  };
}
