"""Runs eager PyTorch training steps: the same network, AdamW (foreach) and closed-form local penalty.

Prints "ready", then answers each line {"kind", "steps"} when the steps are done: [µs on the clock, µs of the processor], all steps together.
"""

import json
import sys
import time

import torch

torch.set_num_threads(1)


class Net(torch.nn.Module):
    def __init__(self, inputs, units, outputs, cubic):
        super().__init__()
        self.layers = torch.nn.ModuleList()
        self.coefficients = torch.nn.ParameterList()
        for width in units:
            self.layers.append(torch.nn.Linear(inputs, width))
            if cubic:
                start = torch.zeros(4, width)
                start[1] = 1
                start[2:] = 0.01 * torch.randn(2, width)
                self.coefficients.append(torch.nn.Parameter(start))
            inputs = width
        self.head = torch.nn.Linear(inputs, outputs)
        self.cubic = cubic

    def forward(self, x, penalised):
        penalty = 0.0
        for index, layer in enumerate(self.layers):
            z = layer(x)
            if self.cubic:
                a0, a1, a2, a3 = self.coefficients[index]
                x = ((a3 * z + a2) * z + a1) * z + a0
                slope = (3 * a3 * z + 2 * a2) * z + a1 if penalised else None
            else:
                x = torch.relu(z)
                slope = (z > 0).float() if penalised else None
            if penalised:
                norms = layer.weight.square().sum(1)
                penalty = penalty + (slope.square().mean(0) * norms).sum()
        return self.head(x), penalty / len(self.layers)


def training(shape, kind):
    """A function that does a number of steps."""
    torch.manual_seed(1)
    cubic, penalised = kind.startswith("cubic"), kind.endswith("DREG")
    net = Net(shape["inputs"], shape["units"], shape["outputs"], cubic)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-5, weight_decay=0.0, foreach=True)
    batch, outputs = shape["batch"], shape["outputs"]
    x = torch.randn(16, batch, shape["inputs"])
    y = torch.randint(0, max(2, outputs), (16, batch))
    if outputs == 1:
        loss_of, y = torch.nn.functional.binary_cross_entropy_with_logits, y.float().unsqueeze(-1)
    else:
        loss_of = torch.nn.functional.cross_entropy

    def steps(count):
        for step in range(count):
            optimizer.zero_grad(set_to_none=True)
            logits, penalty = net(x[step % 16], penalised)
            loss = loss_of(logits, y[step % 16])
            if penalised:
                loss = loss + 1e-4 * penalty
            loss.backward()
            optimizer.step()

    return steps


shape = json.loads(sys.argv[1])
trainings = {kind: training(shape, kind) for kind in shape["kinds"]}
print("ready", flush=True)
for line in sys.stdin:
    request = json.loads(line)
    start, used = time.perf_counter(), time.process_time()
    trainings[request["kind"]](request["steps"])
    wall, processor = time.perf_counter() - start, time.process_time() - used
    print(json.dumps([1e6 * wall, 1e6 * processor]), flush=True)
