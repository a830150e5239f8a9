import type { BackendV1 } from '@chainzrule/core';
import { behaviour, type Finding } from '../judge/finding.ts';
import { probe } from './probe.ts';

const METHODS = ['forward', 'evaluate', 'derivativeNorms', 'load', 'trainSteps', 'snapshot', 'restore'] as const;

/** T0: does the backend look like one? */
export async function checkContract(backend: BackendV1): Promise<Finding[]> {
  const check = (name: string, message: string | undefined): Finding => behaviour(0, 'contract', name, message);
  return [
    check('names', namesMessage(backend)),
    check('arithmetic', arithmeticMessage(backend)),
    check('capabilities', capabilitiesMessage(backend)),
    check('program', await programMessage(backend)),
  ];
}

function namesMessage({ contract, name, device }: BackendV1): string | undefined {
  if (contract !== 'chainzrule/backend@1') return `contract is ${JSON.stringify(contract)}, not "chainzrule/backend@1"`;
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9.-]*$/.test(name))
    return `name is ${JSON.stringify(name)}; it must be short: small letters, digits, hyphens`;
  if (typeof device !== 'string' || device.trim() === '') return 'device is empty; say what really computes';
  return undefined;
}

function arithmeticMessage({ arithmetic }: BackendV1): string | undefined {
  const { unitRoundoff: u, smallestNormal, largestFinite, elementary } = arithmetic ?? {};
  if (!(u > 0 && u <= 2 ** -8))
    return `arithmetic.unitRoundoff is ${u}; half the distance from 1 to the next number, at most 2⁻⁸`;
  if (!(smallestNormal > 0 && smallestNormal < u)) return `arithmetic.smallestNormal is ${smallestNormal}`;
  if (!(largestFinite > 1 / u)) return `arithmetic.largestFinite is ${largestFinite}`;
  for (const name of ['exp', 'log', 'tanh', 'erf', 'sqrt', 'div'] as const)
    if (!(elementary?.[name] >= 0.5))
      return `arithmetic.elementary.${name} is ${elementary?.[name]}; in units of u, at least 0.5`;
  return undefined;
}

function capabilitiesMessage({ capabilities }: BackendV1): string | undefined {
  for (const name of ['browser', 'fusedSteps', 'deterministic'] as const)
    if (typeof capabilities?.[name] !== 'boolean')
      return `capabilities.${name} is ${typeof capabilities?.[name]}, not true or false`;
  return undefined;
}

async function programMessage(backend: BackendV1): Promise<string | undefined> {
  const { network, parameters } = probe();
  const program = await backend.compile(network, parameters);
  const missing = METHODS.filter((name) => typeof program[name] !== 'function');
  if (typeof program[Symbol.asyncDispose] !== 'function')
    return 'a program has no [Symbol.asyncDispose]; without it nothing frees it';
  await program[Symbol.asyncDispose]();
  return missing.length === 0 ? undefined : `a program lacks ${missing.join(', ')}`;
}
