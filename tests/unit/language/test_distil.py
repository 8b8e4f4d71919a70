"""Words made of the encoder's pieces."""

import numpy as np

from flows.training.distil import average_pieces


def test_average_pieces_leaves_out_special_pieces() -> None:
    states = np.array([[9, 9], [1, 2], [3, 4], [5, 6], [9, 9]], dtype=np.float32)
    assert average_pieces(states, [None, 0, 0, 2, None], 3).tolist() == [[2, 3], [0, 0], [5, 6]]
