import { type ConformanceOptions, runConformance, textReport } from '@chainzrule/conformance';
import { parseVector } from '@chainzrule/core';
import { createTfjsBackend, type DeviceName } from '../../src/index.ts';
import { handles } from '../support/handles.ts';

/** How much of the conformance kit a device is given; `vectors`: the JSON texts of golden vectors. */
export interface DeviceTask extends Pick<ConformanceOptions, 'cases' | 'multiplyAdds' | 'trajectorySteps' | 'tier'> {
  readonly device: DeviceName;
  readonly vectors: readonly string[];
}

/** What the kit found, and how many tensors and data the device left behind. */
export interface DeviceReport {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
  readonly leakedTensors: number;
}

/** Judges a device by the conformance kit, wherever this module runs. */
export async function judgeDevice({ device, vectors, ...task }: DeviceTask): Promise<DeviceReport> {
  await using backend = await createTfjsBackend({ device });
  const before = handles();
  const parsed = vectors.map((text, index) => parseVector(text, `vector ${index}`));
  const report = await runConformance(backend, { ...task, vectors: parsed, handles });
  return { name: report.backend, ok: report.ok, text: textReport(report), leakedTensors: handles() - before };
}
