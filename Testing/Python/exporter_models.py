# SPDX-License-Identifier: BSD-3-Clause
"""Networks as people have them, for test_exporter.py: each function returns what examples/losslandscape_export.py
takes on its command line."""
import torch
from torch import nn
from torch.nn import functional

SAMPLES = 40


def _labels(count, *shape):
    return torch.randint(0, count, (SAMPLES, *shape))


class Gpt(nn.Module):
    def __init__(self, vocabulary=17, width=16, length=12):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.attention = nn.MultiheadAttention(width, 2, batch_first=True)
        self.norm = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width), nn.Dropout(0.1))
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, tokens):
        length = tokens.shape[1]
        x = self.wte(tokens) + self.wpe(torch.arange(length, device=tokens.device))
        later = torch.triu(torch.ones(length, length, dtype=torch.bool, device=tokens.device), 1)
        x = x + self.attention(x, x, x, attn_mask=later, need_weights=False)[0]
        return self.head(self.norm(x + self.mlp(x)))


def _text():
    tokens = _labels(17, 12)
    following = torch.roll(tokens, -1, 1)
    following[:, -1] = -100
    return torch.utils.data.TensorDataset(tokens, following)


def gpt():
    torch.manual_seed(0)
    return Gpt(), torch.utils.data.DataLoader(_text(), batch_size=8, shuffle=True), nn.CrossEntropyLoss()


def gpt_with_a_function():
    torch.manual_seed(1)
    return Gpt(), _text(), lambda outputs, targets: functional.cross_entropy(outputs.flatten(0, 1), targets.flatten())


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers, self.head = nn.LSTM(3, 8, batch_first=True), nn.Linear(8, 1)

    def forward(self, x):
        return self.head(self.layers(x)[0][:, -1])


def lstm():
    torch.manual_seed(2)
    return {
        "model": nn.DataParallel(Recurrent()),
        "data": (torch.randn(SAMPLES, 6, 3), torch.randn(SAMPLES, 1)),
        "loss": "mean squared error",
        "samples": 30,
    }


class TwoInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.head = nn.Linear(4, 6), nn.Linear(5, 6), nn.Linear(6, 3)

    def forward(self, image, features):
        return self.head(torch.relu(self.first(image) + self.second(features)))


def two_inputs():
    torch.manual_seed(3)
    batch = ((torch.randn(SAMPLES, 4), torch.randn(SAMPLES, 5)), _labels(3))
    return TwoInputs(), [batch], functional.cross_entropy


class OwnLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x, y):
        return functional.mse_loss(self.layer(x), y)


def own_loss():
    torch.manual_seed(4)
    return OwnLoss(), (torch.randn(SAMPLES, 4), torch.randn(SAMPLES, 2)), "Network Output"


class WithKeywords(nn.Module):
    """Called and answering as networks of Hugging Face's libraries are."""

    def __init__(self):
        super().__init__()
        self.embedding, self.layer = nn.Embedding(20, 8), nn.Linear(8, 20)

    def forward(self, input_ids, attention_mask=None, labels=None):
        x = self.embedding(input_ids)
        if attention_mask is not None:
            x = x * attention_mask.unsqueeze(-1)
        outputs = {"logits": self.layer(torch.tanh(x))}
        if labels is not None:
            loss = functional.cross_entropy(outputs["logits"].flatten(0, 1), labels.flatten())
            outputs = {"loss": loss, **outputs}
        return outputs


def with_keywords():
    torch.manual_seed(5)
    batch = {
        "input_ids": _labels(20, 7),
        "attention_mask": torch.ones(SAMPLES, 7, dtype=torch.long),
        "labels": _labels(20, 7),
    }
    return WithKeywords(), batch, "Network Output"


def logits_of_keywords():
    """A key of a dict of outputs, with a loss of torch.nn."""
    torch.manual_seed(7)
    batch = {"input_ids": _labels(20, 7), "labels": _labels(20, 7)}
    return {"model": WithKeywords(), "data": batch, "loss": nn.CrossEntropyLoss(), "output": "logits"}


def images():
    torch.manual_seed(6)
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4)
    )
    loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 0.5, 1.0]), label_smoothing=0.1)
    return network, (torch.randn(SAMPLES, 3, 9, 9), _labels(4)), loss


def padded_differently():
    return Gpt(), [(_labels(17, 12), _labels(17, 12)), (_labels(17, 9), _labels(17, 9))]


def without_targets():
    return Recurrent(), [torch.randn(SAMPLES, 6, 3)]


def with_another_loss():
    return Recurrent(), (torch.randn(SAMPLES, 6, 3), torch.randn(SAMPLES, 1)), "hinge"
