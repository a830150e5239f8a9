import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const python = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');

/** Whether Python with its onnx package can be run. With CI=true a missing one is an error, never a reason to skip. */
export function pythonOnnxIsThere(): boolean {
  const there = spawnSync(python, ['-c', 'import onnx']).status === 0;
  if (!there && process.env['CI'] === 'true')
    throw new Error('no Python with the package onnx: apt-get install python3-onnx');
  return there;
}

const SCRIPT = `
import sys, onnx
model = onnx.load_model_from_string(sys.stdin.buffer.read())
onnx.checker.check_model(model, full_check=True)
inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
print("ok", model.ir_version, *[f"{v.name}:{v.type.tensor_type.elem_type}" for v in inferred.graph.output])
`;

/** What onnx's own checker says of a file, with strict inference of types and shapes: `ok`, the IR and the outputs, or its complaint. */
export function checkWithPython(bytes: Uint8Array): string {
  const { stdout, stderr } = spawnSync(python, ['-c', SCRIPT], { input: bytes, encoding: 'utf8' });
  return stdout.trim() || stderr.trim().split('\n').slice(-3).join('\n');
}
