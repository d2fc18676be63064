"""A data set from two NumPy tables."""

import numpy as np
import torch
from torch.utils.data import DataLoader

INPUTS = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])
OUTPUTS = np.array([[10.0], [20.0], [30.0], [40.0]])


def test_its_length_is_the_number_of_rows(homework):
    """Four."""
    length = len(homework.VectorialDataset(INPUTS, OUTPUTS))
    assert length == 4, (
        f"len() is {length} for tables of four rows: return the number of rows, not of columns or numbers"
    )


def test_an_item_is_a_pair_of_rows(homework):
    """Two tensors of float32: the input's row and the output's."""
    item = homework.VectorialDataset(INPUTS, OUTPUTS)[2]
    assert isinstance(item, tuple) and len(item) == 2, (
        f"item 2 is {item!r}, expected a pair: return the input and the output"
    )
    for value, expected, name in zip(item, ([5.0, 6.0], [30.0]), ("input", "output")):
        assert isinstance(value, torch.Tensor), f"the {name} of an item is {type(value).__name__}, expected a tensor"
        assert value.dtype == torch.float32, (
            f"the {name} of an item is {value.dtype}, expected torch.float32: layers have that"
        )
        assert value.tolist() == expected, f"the {name} of item 2 is {value.tolist()}, expected {expected}"


def test_slices_and_batches_have_several_rows(homework):
    """A slice of two, and a data loader's batch of three."""
    data = homework.VectorialDataset(INPUTS, OUTPUTS)
    batches = {"the slice 1:3": (data[1:3], 2), "a batch of three": (next(iter(DataLoader(data, batch_size=3))), 3)}
    for what, ((x, y), rows) in batches.items():
        shapes = [tuple(x.shape), tuple(y.shape)]
        assert shapes == [(rows, 2), (rows, 1)], f"{what} has the shapes {shapes}, expected {[(rows, 2), (rows, 1)]}"
