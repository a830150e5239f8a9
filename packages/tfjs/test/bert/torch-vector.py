"""Writes torch-vector.json: a tiny BERT with a derivative-controlled network on its pooler, by PyTorch's own transformer layers and
automatic differentiation in float64. An independent implementation: nothing of it comes from this project's code.

    /usr/bin/python3 packages/tfjs/test/bert/torch-vector.py > packages/tfjs/test/bert/torch-vector.json
"""
import json
import math
import sys

import torch
from torch import nn

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)

SPEC = dict(format='chainzrule/bert@1', vocabulary=13, hidden=8, layers=2, heads=2, inner=12, positions=7, segments=2, epsilon=1e-12)
UNITS, CLASSES = 5, 3
LAMBDAS = dict(network=0.07, encoder=0.003)
LENGTHS = [5, 2, 4]
WEIGHTS = [1.0, 0.25, 2.0]
Y = [2, 0, 1]
LENGTH = 5
H = SPEC['hidden']


def parameter(*shape, mean=0.0, sd=0.4):
    # Rounded to float32, so that a float32 backend computes with the same numbers.
    return (mean + sd * torch.randn(*shape)).float().double().requires_grad_()


tensors = {
    'embeddings.word_embeddings.weight': parameter(SPEC['vocabulary'], H),
    'embeddings.position_embeddings.weight': parameter(SPEC['positions'], H),
    'embeddings.token_type_embeddings.weight': parameter(SPEC['segments'], H),
    'embeddings.LayerNorm.weight': parameter(H, mean=1.0),
    'embeddings.LayerNorm.bias': parameter(H),
}
for layer in range(SPEC['layers']):
    at = f'encoder.layer.{layer}'
    for name in ['attention.self.query', 'attention.self.key', 'attention.self.value', 'attention.output.dense']:
        tensors[f'{at}.{name}.weight'] = parameter(H, H)
        tensors[f'{at}.{name}.bias'] = parameter(H)
    tensors[f'{at}.intermediate.dense.weight'] = parameter(SPEC['inner'], H)
    tensors[f'{at}.intermediate.dense.bias'] = parameter(SPEC['inner'])
    tensors[f'{at}.output.dense.weight'] = parameter(H, SPEC['inner'])
    tensors[f'{at}.output.dense.bias'] = parameter(H)
    for name in ['attention.output.LayerNorm', 'output.LayerNorm']:
        tensors[f'{at}.{name}.weight'] = parameter(H, mean=1.0)
        tensors[f'{at}.{name}.bias'] = parameter(H)
tensors['pooler.dense.weight'] = parameter(H, H)
tensors['pooler.dense.bias'] = parameter(H)
tensors['layers.0.kernel'] = parameter(H, UNITS)
tensors['layers.0.bias'] = parameter(UNITS)
tensors['layers.0.coefficients'] = parameter(4, UNITS)
tensors['head.kernel'] = parameter(UNITS, CLASSES)
tensors['head.bias'] = parameter(CLASSES)

ids = torch.randint(1, SPEC['vocabulary'], (len(LENGTHS), LENGTH))
padding = torch.arange(LENGTH)[None, :] >= torch.tensor(LENGTHS)[:, None]
ids[padding] = 0


def encoder_layer(at, x):
    """torch.nn's own post-norm layer with these tensors; returns its output and its inner layer before the activation."""
    module = nn.TransformerEncoderLayer(H, SPEC['heads'], SPEC['inner'], dropout=0.0, activation='gelu',
                                        layer_norm_eps=SPEC['epsilon'], batch_first=True)
    module.train()
    named = {
        'self_attn.in_proj_weight': torch.cat([tensors[f'{at}.attention.self.{p}.weight'] for p in ['query', 'key', 'value']]),
        'self_attn.in_proj_bias': torch.cat([tensors[f'{at}.attention.self.{p}.bias'] for p in ['query', 'key', 'value']]),
        'self_attn.out_proj.weight': tensors[f'{at}.attention.output.dense.weight'],
        'self_attn.out_proj.bias': tensors[f'{at}.attention.output.dense.bias'],
        'linear1.weight': tensors[f'{at}.intermediate.dense.weight'],
        'linear1.bias': tensors[f'{at}.intermediate.dense.bias'],
        'linear2.weight': tensors[f'{at}.output.dense.weight'],
        'linear2.bias': tensors[f'{at}.output.dense.bias'],
        'norm1.weight': tensors[f'{at}.attention.output.LayerNorm.weight'],
        'norm1.bias': tensors[f'{at}.attention.output.LayerNorm.bias'],
        'norm2.weight': tensors[f'{at}.output.LayerNorm.weight'],
        'norm2.bias': tensors[f'{at}.output.LayerNorm.bias'],
    }
    inner = []
    module.linear1.register_forward_hook(lambda _module, _inputs, output: inner.append(output))
    output = nn.utils.stateless.functional_call(module, named, (x,), {'src_key_padding_mask': padding})
    return output, inner[0]


def slope_of_gelu(z):
    # By differentiating torch's GELU, so that the formula is not ours either; the graph goes on through it.
    (slope,) = torch.autograd.grad(nn.functional.gelu(z).sum(), z, create_graph=True)
    return slope


words = nn.functional.embedding(ids, tensors['embeddings.word_embeddings.weight'])
positions = tensors['embeddings.position_embeddings.weight'][:LENGTH]
x = nn.functional.layer_norm(words + positions + tensors['embeddings.token_type_embeddings.weight'][0], (H,),
                             tensors['embeddings.LayerNorm.weight'], tensors['embeddings.LayerNorm.bias'], SPEC['epsilon'])
penalties = []
for layer in range(SPEC['layers']):
    at = f'encoder.layer.{layer}'
    x, z = encoder_layer(at, x)
    norms = tensors[f'{at}.intermediate.dense.weight'].square().sum(1)
    penalties.append((slope_of_gelu(z).square() * norms).sum(-1)[~padding].mean())
encoder_penalty = torch.stack(penalties).mean()
hidden = x
features = torch.tanh(nn.functional.linear(x[:, 0], tensors['pooler.dense.weight'], tensors['pooler.dense.bias']))

weights = torch.tensor(WEIGHTS) / sum(WEIGHTS)
z = features @ tensors['layers.0.kernel'] + tensors['layers.0.bias']
a = tensors['layers.0.coefficients']
h = a[0] + a[1] * z + a[2] * z ** 2 + a[3] * z ** 3
(slope,) = torch.autograd.grad(h.sum(), z, create_graph=True)
penalty = (weights * (slope.square() * tensors['layers.0.kernel'].square().sum(0)).sum(1)).sum()
logits = h @ tensors['head.kernel'] + tensors['head.bias']
task = (weights * nn.functional.cross_entropy(logits, torch.tensor(Y), reduction='none')).sum()
loss = task + LAMBDAS['network'] * penalty + LAMBDAS['encoder'] * encoder_penalty
gradients = torch.autograd.grad(loss, list(tensors.values()), allow_unused=True)


def rounded(value):
    return [float(f'{number:.9g}') for number in value.detach().reshape(-1).tolist()]


def named(values):
    return {name: dict(shape=list(value.shape), data=rounded(value)) for name, value in values.items()}


json.dump(dict(
    torch=torch.__version__, spec=SPEC, units=UNITS, classes=CLASSES, lambdas=LAMBDAS, length=LENGTH, lengths=LENGTHS,
    weights=WEIGHTS, y=Y, ids=ids.reshape(-1).tolist(), tensors=named(tensors),
    expected=dict(
        hidden=rounded(hidden), logits=rounded(logits), loss=float(loss), task=float(task), penalty=float(penalty),
        encoderPenalty=float(encoder_penalty),
        gradients=named({name: g if g is not None else torch.zeros_like(t) for (name, t), g in zip(tensors.items(), gradients)}),
    ),
), sys.stdout, separators=(',', ':'))
print()
