# SPDX-License-Identifier: BSD-3-Clause
"""A small decoder-only transformer (Radford et al. 2019): learned positions, norms before attention and perceptron, and
the embedding of tokens as head."""
import math

import torch
from torch import nn
from torch.nn import functional


class Attention(nn.Module):
    """Each position attends to itself and those before it."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.projection = nn.Linear(width, width)

    def forward(self, x):
        samples, length, width = x.shape
        split = self.qkv(x).view(samples, length, 3, self.heads, width // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4).unbind(0)
        later = torch.ones(length, length, dtype=torch.bool, device=x.device).triu(1)
        scores = q @ k.transpose(-2, -1) / math.sqrt(width // self.heads)
        attended = scores.masked_fill(later, float("-inf")).softmax(-1) @ v
        return self.projection(attended.transpose(1, 2).reshape(samples, length, width))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.down(functional.gelu(self.up(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp_norm = nn.LayerNorm(width)
        self.mlp = Mlp(width)

    def forward(self, x):
        x = x + self.attention(self.attention_norm(x))
        return x + self.mlp(self.mlp_norm(x))


class Gpt(nn.Module):
    """Tokens (N, T) to the logits of the next ones (N, T, vocabulary)."""

    def __init__(self, vocabulary, length, width=48, heads=4, depth=2):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, width)
        self.position_embedding = nn.Embedding(length, width)
        self.blocks = nn.ModuleList([Block(width, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.apply(start)

    def forward(self, tokens):
        x = self.token_embedding(tokens) + self.position_embedding(torch.arange(tokens.shape[1], device=tokens.device))
        for block in self.blocks:
            x = block(x)
        return functional.linear(self.norm(x), self.token_embedding.weight)


def start(layer):
    """Small weights: with a tied head, PyTorch's embeddings of variance 1 would begin with losses far above guessing."""
    if isinstance(layer, (nn.Linear, nn.Embedding)):
        nn.init.normal_(layer.weight, std=0.05)
    if isinstance(layer, nn.Linear):
        nn.init.zeros_(layer.bias)
