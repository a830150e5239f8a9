import { describe, expect, it } from 'vitest';
import { constant, controlled, createController } from '../../src/schedules/index.ts';

describe('createController', () => {
  const spec = controlled({ target: 1.05, gain: 2, min: 1e-4, max: 1, start: 0.1 });

  it('follows λ·exp(gain·(τ − target)) within its limits', () => {
    const controller = createController(spec);
    expect(controller.value()).toBe(0.1);
    // 0.1 · e^0.5
    expect(controller.observe(1.3)).toBeCloseTo(0.1648721270700128, 14);
    expect(controller.observe(1.05)).toBeCloseTo(0.1648721270700128, 14);
    expect(controller.observe(0.8)).toBeCloseTo(0.1, 14);
    expect(controller.observe(1e9)).toBe(1);
    expect(createController({ ...spec, gain: 1e6 }).observe(0)).toBe(1e-4);
    expect(controller.value()).toBe(1);
  });

  it('goes on from a checkpoint', () => {
    const controller = createController(spec);
    controller.observe(1.2);
    expect(createController(spec, controller.value()).observe(1.1)).toBe(controller.observe(1.1));
  });

  it('refuses what is not a tail ratio and stays where it was', () => {
    const controller = createController(spec);
    for (const tau of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      expect(() => controller.observe(tau)).toThrow(expect.objectContaining({ code: 'NON_FINITE_INPUT' }));
    }
    expect(controller.value()).toBe(0.1);
  });

  it('refuses other kinds and values outside its limits', () => {
    const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    expect(() => createController(constant(1) as unknown as typeof spec)).toThrow(refused);
    expect(() => createController(spec, 2)).toThrow(refused);
    expect(() => createController(spec, Number.NaN)).toThrow(refused);
  });
});
