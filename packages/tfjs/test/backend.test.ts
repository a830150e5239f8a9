import { ChainzRuleError } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { planOf } from '../../core/test/support/plans.ts';
import { softwareVulkan } from '../src/backend/software-vulkan.ts';
import { createTfjsBackend, type DeviceName } from '../src/index.ts';
import { handles } from './support/handles.ts';
import { vectors } from './support/vectors.ts';

describe('createTfjsBackend', () => {
  it('takes the best device that works, and says why not the better ones', async () => {
    await using backend = await createTfjsBackend();
    const tried = [...backend.rejected.map(({ device }) => `tfjs-${device}`), backend.name];
    expect(['tfjs-webgpu', 'tfjs-webgl', 'tfjs-wasm', 'tfjs-cpu'].slice(0, tried.length)).toEqual(tried);
    for (const { device, reason } of backend.rejected) expect(backend.device).toContain(`no ${device} (${reason})`);
  });

  it('refuses a device it does not know, or that is not here', async () => {
    await expect(createTfjsBackend({ device: 'tpu' as DeviceName })).rejects.toThrow('webgpu, webgl, wasm, cpu, auto');
    const refused = await createTfjsBackend({ device: 'webgl' }).catch((error: unknown) => error);
    expect(ChainzRuleError.isInstance(refused) && refused.code).toBe('UNSUPPORTED');
  });

  it.skipIf(softwareVulkan() === undefined)(
    'names what Node must be started with to find a software Vulkan',
    async () => {
      const environment = softwareVulkan()!;
      const message = expect.stringContaining(`VK_ICD_FILENAMES=${environment['VK_ICD_FILENAMES']} LD_LIBRARY_PATH=`);
      const details = expect.objectContaining({ environment });
      await expect(createTfjsBackend({ device: 'webgpu' })).rejects.toThrow(
        expect.objectContaining({ code: 'UNSUPPORTED', message, details }),
      );
    },
  );
});

describe.each<DeviceName>(['cpu', 'wasm'])('the engine under tfjs-%s', (device) => {
  const { network, parameters, batch, training } = vectors[2]!;
  const { optimizer, steps, learningRate } = training!;

  it('holds as many tensors and data after disposal as before, and no more after more steps', async () => {
    const backend = await createTfjsBackend({ device });
    const before = handles();
    const program = await backend.compile(network, parameters, optimizer);
    const data = await program.load(batch);
    const plan = planOf(optimizer, steps, learningRate);
    await program.trainSteps(data, plan);
    const between = handles();
    for (let round = 0; round < 5; round++) await program.trainSteps(data, plan);
    await program.evaluate(batch, 0.1);
    await program.forward(batch.x);
    await program.derivativeNorms(batch.x);
    expect(handles()).toBe(between);
    await data[Symbol.asyncDispose]();
    await program[Symbol.asyncDispose]();
    expect(handles()).toBe(before);
  });

  it('keeps its active backend, its flags and an open scope', async () => {
    await tf.setBackend(device === 'cpu' ? 'wasm' : 'cpu').catch(() => tf.setBackend('cpu'));
    const active = tf.getBackend();
    const flags = tf.env().getFlags();
    tf.engine().startScope();
    const scope = tf.engine().state.activeScope;
    const backend = await createTfjsBackend({ device });
    const program = await backend.compile(network, parameters, optimizer);
    const data = await program.load(batch);
    const plan = planOf(optimizer, steps, learningRate);
    const first = await program.trainSteps(data, plan);
    expect(tf.engine().state.activeScope).toBe(scope);
    tf.engine().endScope();
    expect(tf.getBackend()).toBe(active);
    expect(tf.env().getFlags()).toEqual(flags);
    // What the scope freed was not the program's.
    const again = await backend.compile(network, parameters, optimizer);
    const dataAgain = await again.load(batch);
    expect(await again.trainSteps(dataAgain, plan)).toEqual(first);
    await program.trainSteps(data, plan);
    for (const resource of [data, program, dataAgain, again]) await resource[Symbol.asyncDispose]();
  });
});
