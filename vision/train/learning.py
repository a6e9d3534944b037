"""Teaches a stack of convolutions with torch, on a graphics card if there is one.

Only training needs torch, so no installation brings it (docs/decisions/0016).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from vision.train.convolution import SIDE, ConvNet, Layer, Shape

_RATE, _ONWARD_RATE = 3e-3, 5e-4
_WARM_SHARE, _DECAY = 0.1, 0.02
# The network that is kept is a mean over about the last twentieth of all steps (Polyak & Juditsky 1992).
_MEAN_SHARE = 0.05
_STEEPEST = 5.0
_SAMPLED = 50
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Subject:
    """What is learnt.

    How a batch (n, c, H, W) and what is wanted of it are `varied` and stay true; what of it is `seen`;
    the `loss`: how far its answers (n, kinds, h, w) are from what is wanted.
    """

    kinds: int
    varied: Callable[[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]
    seen: Callable[[torch.Tensor], torch.Tensor]
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long: `epochs` times all examples, `batch` at once; of new networks `dropped` last channels."""

    epochs: int
    batch: int = 256
    dropped: float = 0.2
    seed: int = 1


def taught(
    subject: Subject,
    begun: Sequence[Shape] | ConvNet,
    examples: tuple[np.ndarray, np.ndarray],
    effort: Effort,
    tell: Callable[[str], None],
) -> ConvNet:
    """Teach a network.

    Args:
        subject: what.
        begun: the shapes of a new network's layers, first layer first, or a network that goes on learning.
        examples: pictures (n, c, H, W) uint8, and what is wanted of each, (n, ...).
        effort: how long; the same seed gives the same network on the same machine.
        tell: hears how far it is.
    """
    torch.manual_seed(effort.seed)
    device = _device()
    pictures, wanted = (torch.from_numpy(each).to(device) for each in examples)
    if isinstance(begun, ConvNet):
        net, rate = _unfolded(begun), _ONWARD_RATE
    else:
        channels = int(subject.seen(pictures[:1].float()).shape[1])
        net, rate = _stack(channels, begun, subject.kinds, effort.dropped), _RATE
    net = net.to(device, memory_format=torch.channels_last)
    turns = max(1, len(pictures) // effort.batch)
    kept = 1 - 1 / max(2.0, _MEAN_SHARE * effort.epochs * turns)
    averaging = torch.optim.swa_utils.get_ema_multi_avg_fn(kept)
    mean = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=averaging, use_buffers=True)
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=_DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, rate, total_steps=max(2, effort.epochs * turns), pct_start=_WARM_SHARE
    )
    for epoch in range(effort.epochs):
        order = torch.randperm(len(pictures), device=device)
        lost = []
        for chosen in order[: turns * effort.batch].split(effort.batch):
            batch, aim = subject.varied(pictures[chosen].float(), wanted[chosen])
            with torch.autocast(device.type, torch.bfloat16, enabled=_is_quick_with_halves(device)):
                answers = net(subject.seen(batch).contiguous(memory_format=torch.channels_last))
            loss = subject.loss(answers.float(), aim)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), _STEEPEST)
            optimiser.step()
            pace.step()
            mean.update_parameters(net)
            lost.append(loss.detach())
        tell(f"epoch {epoch + 1} of {effort.epochs}, loss {float(torch.stack(lost[-_SAMPLED:]).mean()):.4f}")
    return _folded(mean.module.cpu().eval())


def answers(net: ConvNet, subject: Subject, pictures: np.ndarray) -> np.ndarray:
    """Say what a network answers to many pictures (n, c, H, W) uint8: (n, kinds, h, w) logits."""
    device = _device()
    stack = _unfolded(net).to(device)
    with torch.no_grad():
        batches = [
            stack(subject.seen(batch.to(device).float())).cpu()
            for batch in torch.from_numpy(pictures).split(_AT_ONCE)
        ]
    return np.asarray(torch.cat(batches).numpy(), dtype=np.float32)


def _device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _is_quick_with_halves(device: torch.device) -> bool:
    """Say whether numbers of half the bits are multiplied by the device itself."""
    return device.type == "cuda" or bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def _stack(channels: int, shapes: Sequence[Shape], kinds: int, dropped: float) -> nn.Sequential:
    parts: list[nn.Module] = []
    for shape in shapes:
        parts.append(_convolution(channels, shape, bias=False))
        parts += [nn.BatchNorm2d(shape.channels), nn.ReLU(inplace=True)]
        channels = shape.channels
    return nn.Sequential(*parts, nn.Dropout2d(dropped), nn.Conv2d(channels, kinds, 1))


def _convolution(channels: int, shape: Shape, *, bias: bool) -> nn.Conv2d:
    return nn.Conv2d(
        channels, shape.channels, SIDE, shape.stride, shape.dilation, dilation=shape.dilation, bias=bias
    )


def _folded(stack: nn.Sequential) -> ConvNet:
    """Put each normalisation into the convolution before it."""
    *parts, last = stack
    layers = []
    for layer, norm in pairwise(parts):
        if not isinstance(layer, nn.Conv2d):
            continue
        kernel, bias = layer.weight, layer.bias
        if isinstance(norm, nn.BatchNorm2d):
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            kernel, bias = kernel * gain[:, None, None, None], norm.bias - norm.running_mean * gain
        layers.append(Layer(_plain(kernel), _plain(bias), layer.stride[0], layer.dilation[0]))
    return ConvNet(tuple(layers), _plain(last.weight[:, :, 0, 0]), _plain(last.bias))


def _unfolded(net: ConvNet) -> nn.Sequential:
    parts: list[nn.Module] = []
    for layer in net.layers:
        shape = Shape(layer.kernel.shape[0], layer.stride, layer.dilation)
        part = _convolution(layer.kernel.shape[1], shape, bias=True)
        part.load_state_dict({"weight": torch.from_numpy(layer.kernel), "bias": torch.from_numpy(layer.bias)})
        parts += [part, nn.ReLU()]
    last = nn.Conv2d(net.out.shape[1], net.out.shape[0], 1)
    last.load_state_dict(
        {"weight": torch.from_numpy(net.out)[:, :, None, None], "bias": torch.from_numpy(net.out_bias)}
    )
    return nn.Sequential(*parts, last)


def _plain(tensor: torch.Tensor) -> np.ndarray:
    return np.asarray(tensor.detach().float().numpy(), dtype=np.float32)
