"""The trained network as one ONNX graph with 8-bit weights. Needs the `train` extra."""

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from flows.training.network import Network
from transforms.language.encoder.component import EVENT_OUTPUTS, OUTPUTS

BEST_LEMMAS = 8


class _Answers(nn.Module):
    """The network's scores, cut down to what decoding needs: the order of `OUTPUTS`, then of `EVENT_OUTPUTS` if it has events."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.best_lemmas = min(BEST_LEMMAS, len(network.labels.lemmas))
        self.lowered = nn.Buffer(torch.tensor([-1e4 * (dep == "ROOT") for dep in network.labels.deps]))  # a root needs no label

    def forward(self, pieces: Tensor, shapes: Tensor, firsts: Tensor) -> tuple[Tensor, ...]:
        scores = self.network(pieces, shapes, firsts)
        return (
            scores["tags"].argmax(-1),
            scores["morphs"].argmax(-1),
            scores["lemmas"].topk(self.best_lemmas).indices,
            scores["sents"][..., 1] - scores["sents"][..., 0],
            scores["names"],
            scores["arcs"],
            (scores["deps"] + self.lowered).argmax(-1),
            *(scores[name] for name in EVENT_OUTPUTS if name in scores),
        )


def export_network(network: Network, *, quantised: bool = True) -> bytes:
    """The ONNX graph of a trained network; quantised, its weights are of 7 bits, which no processor's 8-bit sums overflow."""
    network.cpu().eval()
    pieces = torch.arange(1, 6)[None]  # any will do
    firsts = torch.tensor([[1, 2, 3]])
    outputs = OUTPUTS + EVENT_OUTPUTS if network.labels.events else OUTPUTS
    axes = {"pieces": {0: "batch", 1: "pieces"}, "shapes": {0: "batch", 1: "pieces"}, "firsts": {0: "batch", 1: "words"}}
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            _Answers(network).eval(),
            (pieces, torch.ones_like(pieces), firsts),
            str(plain),
            input_names=list(axes),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        if not quantised:
            return plain.read_bytes()
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        return small.read_bytes()
