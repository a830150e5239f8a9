// Arrows point one way: adapters → core, conformance → core, apps → everything; the command reaches adapters by dynamic import only.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './workspace.mjs';

/** What each package's sources may import of the family. */
const allowed = {
  core: [],
  conformance: ['@chainzrule/core'],
  'create-backend': [],
  jobs: ['@chainzrule/core'],
  onnx: ['@chainzrule/core'],
  tfjs: ['@chainzrule/core'],
  transformers: ['@chainzrule/core'],
  cli: ['@chainzrule/core', '@chainzrule/conformance', '@chainzrule/jobs'],
};
/** Packages that the command may load on use, through `import()`. */
const dynamic = { cli: ['@chainzrule/onnx', '@chainzrule/tfjs', '@chainzrule/transformers'] };

const problems = [];
for (const name of readdirSync(join(root, 'packages'))) {
  if (!(name in allowed)) problems.push(`packages/${name}: not listed in scripts/check-boundaries.mjs`);
  for (const file of sources(join(root, 'packages', name, 'src'))) checkFile(name, file);
}
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(1);
}

function checkFile(name, file) {
  const text = readFileSync(file, 'utf8');
  const where = relative(root, file).replaceAll('\\', '/');
  for (const [, , target] of text.matchAll(/\b(from|import)\s+['"]([^'"]+)['"]/g)) check(target, allowed[name] ?? []);
  for (const [, target] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)) {
    check(target, [...(allowed[name] ?? []), ...(dynamic[name] ?? [])]);
  }

  function check(target, list) {
    if (target.startsWith('.')) {
      if (join(file, '..', target).startsWith(join(root, 'packages', name))) return;
      problems.push(`${where}: imports ${target}, outside its own package`);
    } else if (target.startsWith('@chainzrule/') || target === 'chainzrule') {
      const owner = target.split('/').slice(0, 2).join('/');
      const self = owner === `@chainzrule/${name}`;
      if (self || !list.includes(owner))
        problems.push(
          `${where}: imports ${target}; packages/${name} may import ${list.join(', ') || 'no other package'}`,
        );
    } else if (name === 'core' && target.startsWith('node:') && !where.startsWith('packages/core/src/node/')) {
      problems.push(`${where}: imports ${target}; only packages/core/src/node may`);
    }
  }
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
