import { FLOAT32 } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import type { SelectedDevice } from './choose-device.ts';
import type { Device } from './device.ts';

/** What a GPU backend tells about its hardware. */
interface Hardware {
  readonly adapterInfo?: { readonly vendor?: string; readonly architecture?: string };
  readonly gpgpu?: { readonly gl?: WebGlNames };
}

interface WebGlNames {
  readonly RENDERER: number;
  getParameter(name: number): unknown;
  getExtension(name: 'WEBGL_debug_renderer_info'): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
}

/** What really computes, in words, and why nothing better does. */
export function deviceText({ device, arithmetic, rejected }: SelectedDevice): string {
  const precision = arithmetic.unitRoundoff === FLOAT32.unitRoundoff ? 'float32' : 'float16';
  const parts = [device.name, `tfjs ${tf.version_core}`, precision, hardware(device), place()].filter(
    (part) => part !== '',
  );
  const reasons = rejected.map(({ device: name, reason }) => `no ${name} (${reason})`);
  return [...parts, ...reasons].join(', ');
}

function hardware(device: Device): string {
  const { adapterInfo, gpgpu } = device.backend as unknown as Hardware;
  if (device.name === 'webgpu') {
    const words = [adapterInfo?.vendor, adapterInfo?.architecture].filter(Boolean);
    return words.length === 0 ? 'adapter unknown' : words.join(' ');
  }
  const gl = gpgpu?.gl;
  if (device.name !== 'webgl' || gl === undefined) return '1 thread';
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
}

function place(): string {
  const { process } = globalThis as { readonly process?: { readonly platform?: string; readonly arch?: string } };
  if (process?.platform !== undefined) return `${process.platform} ${process.arch}`;
  return (globalThis as { readonly navigator?: { readonly userAgent?: string } }).navigator?.userAgent ?? '';
}
