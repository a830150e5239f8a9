import type { OrtModule } from './runtime.ts';

/** The parts of WebGPU through which every number comes back from a device. */
interface Buffer {
  readonly size: number;
  readonly usage: number;
  mapAsync(...range: readonly number[]): Promise<void>;
  getMappedRange(offset?: number, size?: number): ArrayBuffer;
  unmap(): void;
}
interface Device {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  createBuffer(descriptor: { readonly size: number; readonly usage: number }): Buffer;
}

/** GPUBufferUsage.MAP_READ. */
const MAP_READ = 1;

/** Milliseconds in which a browser says that a device is lost, after it refused to read from it. */
const LOSS_IS_TOLD = 200;

/** One device a page: the runtime opens it once and never another. */
const WATCHES = new WeakMap<object, GpuWatch>();

/**
 * Tells when the runtime's WebGPU device is lost. ONNX Runtime 1.30 reads from the GPU in the middle of a run and passes over a refused
 * read: its WebAssembly then sleeps for ever, and no session of the page runs again, on whatever device. So a refused read is answered
 * with zeros here, the run ends, and what it gave is refused by `check`.
 */
export class GpuWatch {
  readonly #lost: Promise<void>;
  #failure: Error | undefined;

  /** The watch over the device that the runtime opened with its first session on WebGPU; undefined before. */
  static known({ env }: OrtModule): GpuWatch | undefined {
    return WATCHES.get(env);
  }

  /** Watches the device that the runtime has opened; nothing where it does not show it. */
  static async over({ env }: OrtModule): Promise<GpuWatch | undefined> {
    const known = WATCHES.get(env);
    if (known !== undefined) return known;
    const device = (await env.webgpu.device) as unknown as Device | undefined;
    if (device === undefined) return undefined;
    const watch = new GpuWatch(device);
    WATCHES.set(env, watch);
    return watch;
  }

  private constructor(device: Device) {
    this.#lost = device.lost.then(({ reason, message }) => {
      this.#failure = new Error(`the WebGPU device was lost (${reason}): ${message.replace(/\.+$/, '')}`);
    });
    const create = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = create(descriptor);
      if ((buffer.usage & MAP_READ) !== 0) this.#answer(buffer);
      return buffer;
    };
  }

  /** @throws Error where the device is lost, or a read from it was refused: no number after that is one. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #answer(buffer: Buffer): void {
    const [map, range] = [buffer.mapAsync.bind(buffer), buffer.getMappedRange.bind(buffer)];
    let refused = false;
    buffer.mapAsync = async (...args) => {
      try {
        await map(...args);
      } catch (error) {
        refused = true;
        // The loss says more than the read that it refused.
        await Promise.race([this.#lost, new Promise((resolve) => setTimeout(resolve, LOSS_IS_TOLD))]);
        this.#failure ??= error as Error;
      }
    };
    buffer.getMappedRange = (offset = 0, size = buffer.size - offset) =>
      refused ? new ArrayBuffer(size) : range(offset, size);
  }
}
