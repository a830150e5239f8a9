import type { BackendV1 } from '@chainzrule/core';
import { breathe } from '../worker/breathe.ts';

/** The same backend, but before every plan of steps the worker reads its messages: a stop is heard within one plan. */
export function cooperativeBackend(backend: BackendV1): BackendV1 {
  return {
    ...backend,
    async compile(network, parameters, optimizer) {
      const program = await backend.compile(network, parameters, optimizer);
      const trainSteps: typeof program.trainSteps = async (data, plan) => {
        await breathe();
        return await program.trainSteps(data, plan);
      };
      return new Proxy(program, {
        get: (target, key) => {
          if (key === 'trainSteps') return trainSteps;
          const member: unknown = Reflect.get(target, key);
          return typeof member === 'function' ? member.bind(target) : member;
        },
      });
    },
  };
}
