"""What makes of a batch of pictures another one that is as true: other light, noise, focus and sides.

Pictures are float tensors (n, c, H, W) of 0..255.
"""

import torch
from torch.nn import functional

_TURNED_SHARE, _GREY_SHARE = 0.5, 0.12
_GAIN, _TINT, _APART_GAIN, _GAMMA = 0.3, 0.08, 0.05, 0.25
_NOISE_LEVELS, _NOISY_SHARE = 8.0, 0.5
_SOFT_SHARE, _MASK_SHARE = 0.2, 0.2
_MOST = 255.0


def relit(pictures: torch.Tensor) -> torch.Tensor:
    """Let each picture (n, 3, H, W) lie in another light, in front of another camera."""
    count, device = len(pictures), pictures.device
    gain = torch.exp(_GAIN * torch.randn(count, 1, 1, 1, device=device))
    tint = torch.exp(_TINT * torch.randn(count, 3, 1, 1, device=device))
    gamma = torch.exp(_GAMMA * torch.randn(count, 1, 1, 1, device=device))
    bent = _MOST * (pictures.clamp(0, _MOST) / _MOST) ** gamma
    lit = bent * gain * tint
    grey = lit.mean(dim=1, keepdim=True).expand_as(lit)
    is_grey = _some(count, _GREY_SHARE, device)
    return torch.where(is_grey, grey, lit).clamp(0, _MOST)


def softened(pictures: torch.Tensor) -> torch.Tensor:
    """Blur some pictures a little."""
    soft = functional.avg_pool2d(pictures, 3, 1, 1, count_include_pad=False)
    return torch.where(_some(len(pictures), _SOFT_SHARE, pictures.device), soft, pictures)


def grainy(pictures: torch.Tensor) -> torch.Tensor:
    """Add the noise of a sensor to some pictures."""
    levels = _NOISE_LEVELS * torch.rand(len(pictures), 1, 1, 1, device=pictures.device)
    levels = levels * _some(len(pictures), _NOISY_SHARE, pictures.device)
    return (pictures + levels * torch.randn_like(pictures[:, :1])).clamp(0, _MOST)


def _turned(pictures: torch.Tensor) -> torch.Tensor:
    return torch.where(_some(len(pictures), _TURNED_SHARE, pictures.device), pictures.flip(3), pictures)


def varied_closeups(taken: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Vary close-ups as `vision.closeup.CloseUp`, channels first: both sights alike, the mask by a pixel."""
    taken = _turned(taken)
    count, device = len(taken), taken.device
    # Side by side they are lit as one.
    both = relit(torch.cat([taken[:, :3], taken[:, 3:6]], dim=3))
    now, empty = both.chunk(2, dim=3)
    now = now * torch.exp(_APART_GAIN * torch.randn(count, 1, 1, 1, device=device))
    now = grainy(softened(now.clamp(0, _MOST)))
    mask = taken[:, 6:7]
    wide, narrow = functional.max_pool2d(mask, 3, 1, 1), -functional.max_pool2d(-mask, 3, 1, 1)
    mask = torch.where(_some(count, _MASK_SHARE, device), wide, mask)
    mask = torch.where(_some(count, _MASK_SHARE, device), narrow, mask)
    return torch.cat([now, empty, mask, taken[:, 7:]], dim=1), wanted


def _some(count: int, share: float, device: torch.device) -> torch.Tensor:
    return torch.rand(count, 1, 1, 1, device=device) < share
