import type { Runtime } from './runtime.ts';

/** The part of WebGPU that says which adapter computes. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info?: Readonly<Record<string, unknown>> } | null>;
}

/** What tells where the code runs, in a browser or in Node. */
const GLOBAL = globalThis as {
  readonly navigator?: { readonly gpu?: Gpu; readonly userAgent?: string };
  readonly process?: { readonly platform?: string; readonly arch?: string };
};

/** What really computes, in words: execution provider, runtime, and where it runs. */
export async function deviceText(runtime: Runtime, device: string, threads: number): Promise<string> {
  const count = `${threads} thread${threads === 1 ? '' : 's'}`;
  const parts = [device, `onnxruntime-${runtime.name} ${runtime.version}`, 'float32'];
  if (device === 'webgpu') parts.push(await adapterText());
  else parts.push(count);
  const place = placeText();
  return place === '' ? parts.join(', ') : `${parts.join(', ')}, ${place}`;
}

async function adapterText(): Promise<string> {
  const gpu = GLOBAL.navigator?.gpu;
  const info = (await gpu?.requestAdapter())?.info;
  const words = ['vendor', 'architecture', 'device', 'description'].map((key) => info?.[key]).filter(Boolean);
  return words.length === 0 ? 'adapter unknown' : words.join(' ');
}

function placeText(): string {
  const { process } = GLOBAL;
  if (process?.platform !== undefined) return `${process.platform} ${process.arch}`;
  return GLOBAL.navigator?.userAgent ?? '';
}
