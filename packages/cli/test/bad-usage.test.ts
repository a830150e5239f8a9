import { describe, expect, it } from 'vitest';
import { fileOf, run, smallTable } from './support/command.ts';

const good = smallTable();

/** Options, and what the one line of error must say. */
const wrongOptions: readonly (readonly [string, RegExp])[] = [
  ['--layers 64,,64', /--layers 64,,64: allowed are widths/],
  ['--layers 0', /widths from 1/],
  ['--layers -3', /widths from 1/],
  ['--layers 1.5', /widths from 1/],
  ['--layers many', /widths from 1/],
  ['--layers 70000', /to 65536/],
  ['--activation sigmoid', /--activation sigmoid: allowed is cubic, relu/],
  ['--penalty l2', /--penalty l2: allowed is local, accumulated/],
  ['--smoothing -1', /--smoothing -1: allowed is a number from 0/],
  ['--smoothing much', /allowed is auto or a number/],
  ['--lambda -0.1', /--lambda -0.1: allowed is a number from 0/],
  ['--lambda NaN', /allowed is auto, cv or a number/],
  ['--lambda Infinity', /allowed is auto, cv or a number/],
  ['--lambda 1e999', /--lambda 1e999: allowed/],
  ['--lambda 0.1.2', /--lambda 0.1.2: allowed/],
  ['--schedule geometric:1', /--schedule geometric:1: /],
  ['--schedule geometric:0..1', /--schedule geometric:0..1: /],
  ['--schedule spiral:1..2', /--schedule spiral:1..2: /],
  ['--schedule cosine:1..-1', /--schedule cosine:1..-1: /],
  ['--schedule controlled:target=1', /--schedule controlled:target=1: /],
  ['--lambda 1 --schedule 0.1', /both say what λ is/],
  ['--input-noise -1', /--input-noise -1: allowed/],
  ['--epochs 0', /--epochs 0: allowed is a whole number from 1/],
  ['--epochs 2.5', /--epochs 2.5: allowed is a whole number/],
  ['--epochs 1e400', /--epochs 1e400/],
  ['--batch 0', /--batch 0: allowed/],
  ['--learning-rate 0', /--learning-rate 0: allowed is a number above 0/],
  ['--learning-rate fast', /--learning-rate fast: allowed/],
  ['--weight-decay -1', /--weight-decay -1: allowed/],
  ['--patience 0', /--patience 0: allowed/],
  ['--folds 1', /--folds 1: allowed is a whole number from 2/],
  ['--folds two', /--folds two: allowed/],
  ['--validation 0', /--validation 0: allowed is a number above 0/],
  ['--validation 1', /--validation 1: allowed/],
  ['--folds 3 --validation 0.2', /exclude each other/],
  ['--missing insulin', /allowed is COLUMN=VALUE/],
  ['--missing =0', /allowed is COLUMN=VALUE/],
  ['--seed -1', /--seed -1: allowed/],
  ['--seed 1.5', /--seed 1.5: allowed/],
  ['--seed 9007199254740993', /--seed/],
  ['--baseline svm', /--baseline svm: allowed/],
  ['--task clustering', /--task clustering: allowed/],
  ['--activation gelu --smoothing 0.5', /smoothing/],
  ['--penalty activation --smoothing 0.5', /smoothing/],
  ['--unknown-option 3', /unknown option '--unknown-option'/],
  ['extra-argument', /too many arguments/],
];

describe('wrong options end with exit code 2 and one clear line', () => {
  it.each(wrongOptions)('%s', async (options, message) => {
    const { code, stdout, stderr } = await run(
      'train',
      fileOf(good),
      '--target',
      'kind',
      '--epochs',
      '1',
      ...options.split(' '),
    );
    expect(stderr).toMatch(message);
    expect(
      stderr
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('error')),
    ).toHaveLength(1);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('knows neither target nor command', async () => {
    expect(await run('train', fileOf(good))).toMatchObject({ code: 2, stderr: expect.stringContaining('--target') });
    expect(await run('trian')).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean train?') });
    expect(await run('train', '--target', 'kind')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('data.csv'),
    });
  });
});

/** A file's content, further options, and what the one line of error must say. */
const wrongTables: readonly (readonly [string, string | Uint8Array, string, RegExp])[] = [
  ['an empty file', '', '--target kind', /the CSV is empty/],
  ['only a header', 'a,kind\n', '--target kind', /has a header \(2 columns\) and no rows/],
  ['an unknown target', good, '--target knid', /no column "knid"; allowed: .* "kind"/],
  ['an index out of range', good, '--target 3', /no column "3"; allowed: an index -3 ... 2/],
  ['a missing code of an unknown column', good, '--target kind --missing height=0', /no column "height"/],
  ['a short row', 'a,b,kind\n1,2,x\n1,y\n', '--target kind', /line 3 has 2 cells, the table has 3 columns/],
  ['a long row', 'a,kind\n1,x\n1,2,y\n', '--target kind', /line 3 has 3 cells/],
  ['an unclosed quote', 'a,kind\n1,"x\n2,y\n', '--target kind', /a quote is not closed/],
  ['text after a quote', 'a,kind\n1,"x"y\n', '--target kind', /text follows a closing quote/],
  ['repeated names', 'a,a,kind\n1,2,x\n', '--target kind', /the name "a" stands at columns 0 and 1/],
  ['NUL characters', 'a,kind\n1,x\u0000y\n2,z\n', '--target kind', /NUL character/],
  ['bytes that are not UTF-8', Uint8Array.of(97, 44, 98, 10, 255, 254, 44, 49, 10), '--target b', /not UTF-8/],
  ['one class', 'a,kind\n1,x\n2,x\n3,x\n', '--target kind', /one class only, "x"/],
  [
    'three classes called binary',
    'a,kind\n1,x\n2,y\n3,z\n',
    '--target kind --task binary',
    /holds 3 classes .* binary takes two/,
  ],
  ['texts called a regression', good, '--target kind --task regression', /holds texts such as .* needs numbers/],
  ['missing targets', 'a,kind\n1,x\n2,\n3,y\n', '--target kind', /is missing in 1 of 3 rows \(rows 1/],
  ['no other column', 'kind\nx\ny\n', '--target kind', /no column besides the target/],
  [
    'more folds than rows',
    'a,kind\n1,x\n2,y\n3,x\n',
    '--target kind --folds 5',
    /folds is 5; allowed: an integer 2 ... 3/,
  ],
  ['two rows', 'a,kind\n1,x\n2,y\n', '--target kind', /one class only/],
  ['an unknown backend', good, '--target kind --backend abacus', /no backend "abacus"; allowed: reference/],
];

describe('tables that cannot be used end with exit code 1 and one clear line', () => {
  it.each(wrongTables)('%s', async (_, content, options, message) => {
    const { code, stdout, stderr } = await run(
      'train',
      fileOf(content),
      '--epochs',
      '1',
      '--layers',
      '2',
      ...options.split(' '),
    );
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('says that a file is not there, or is a folder', async () => {
    expect(await run('train', 'no-such-file.csv', '--target', '0')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no such file'),
    });
    expect(await run('train', '.', '--target', '0')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not a file'),
    });
  });

  it('keeps hostile names from moving the cursor', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => `${row},${row % 2}`).join('\n');
    const { code, stdout } = await run(
      'train',
      fileOf(`a,\u001b[2Jkind\n${rows}\n`),
      '--target',
      '1',
      '--epochs',
      '1',
      '--layers',
      '2',
      '--folds',
      '2',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('\\u{1b}[2Jkind');
  });
});
