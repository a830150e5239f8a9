import { describe, expect, it } from 'vitest';
import { fileOf, newFolder, run, smallTable } from './support/command.ts';

describe('train --checkpoint', () => {
  it('says what is in the way', async () => {
    const table = fileOf(smallTable());
    const checkpoints = newFolder();
    const short = ['train', table, '--target', 'kind', '--layers', '2', '--epochs', '2', '--validation', '0.3'];
    expect(await run(...short, '--resume')).toMatchObject({ code: 2, stderr: expect.stringContaining('--checkpoint') });
    expect(await run(...short, '--checkpoint', checkpoints)).toMatchObject({ code: 0 });
    expect(await run(...short, '--checkpoint', checkpoints)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/holds checkpoints already; resume/),
    });
    expect(await run(...short, '--checkpoint', checkpoints, '--resume', '--seed', '2')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/of another run: seed was 0, now it is 2/),
    });
    expect(await run(...short, '--checkpoint', checkpoints, '--resume')).toMatchObject({ code: 0 });
    expect(await run(...short, '--checkpoint', table)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error .*failed/m),
    });
  });
});
