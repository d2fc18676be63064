"""Works that students hand in, for public checks: right ones, and right ones with one typical mistake each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.assignment import Assignment, load_assignment

ROOT = Path(__file__).parents[2]
#: From here on a reference trains; what only defines things is loaded at once.
_TRAINS = 'if __name__ == "__main__":'


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """An edit of the reference, and what the public checks of an exercise tell the student.

    Attributes:
        checks: which public checks: those in test_<checks>.py.
        edits: pieces of the reference's text and what takes their place.
        says: a part of a failing check's message.
    """

    assignment: str
    checks: str
    edits: dict[str, str]
    says: str

    def __str__(self) -> str:
        return f"{self.assignment}: {self.says[:40]}"

    def work(self) -> str:
        """What is handed in. It trains only where the mistake is in a training."""
        text = reference(self.assignment, trains=True)
        for old, new in self.edits.items():
            assert old in text, old
            text = text.replace(old, new)
        return text if self.checks in _OF_TRAININGS else text.partition(_TRAINS)[0]


def ours(name: str) -> Assignment:
    """An assignment of this project."""
    return load_assignment(name, search=[ROOT / "assignments"])


def reference(name: str, *, trains: bool) -> str:
    """The reference below the given names, as a student would hand it in."""
    assignment = ours(name)
    text = assignment.reference_path.read_text(encoding="utf-8")
    # In the middle of a file it is an error.
    text = text.replace("from __future__ import annotations\n", "")
    return f"{assignment.given_source}\n{text if trains else text.partition(_TRAINS)[0]}"


#: Public checks that look at what a reference trains.
_OF_TRAININGS = frozenset(
    (
        *("optimize", "networks", "parameters", "iterations", "hidden_layer", "learning_rate", "adaptive_optimizer"),
        *("perceptron_training", "weight_decay", "larger_rate"),
    )
)

_FORWARD = "return torch.sigmoid(h @ W2 + B2)"
_GRADIENTS = "return x.T @ z1_grad, z1_grad.sum(0), h.T @ z2_grad, z2_grad.sum(0)"
_AUTOGRAD = "return torch.autograd.grad(((forward(x) - Y) ** 2).sum(), [p.requires_grad_() for p in (W1, B1, W2, B2)])"
_LIST_OF_LAYERS = {
    "self.layer2 = nn.Linear(4, 2)": "self.layers = [nn.Linear(4, 2)]",
    "self.layer2(": "self.layers[0](",
}
_MSE = "loss: Tensor = ((y_pred - y_obs) ** 2).mean()\n    loss.backward()\n    optimizer.step()"
_WITH_TORCH = _MSE.replace("((y_pred - y_obs) ** 2).mean()", "nn.MSELoss()(y_pred, y_obs)")
_DESCENT = "p[:] = p - lr * p.grad"
_ONE_SIDED = {" - loss_fn(model(t_u, w - delta, b), t_c)) / (2 * delta)": " - loss_fn(model(t_u, w, b), t_c)) / delta"}
_UPHILL = "params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)"
_ENDS = "        if not torch.isfinite(loss):\n            break\n"
_NO_GRAD = "with torch.no_grad():\n            val_loss = loss_fn(model(val_t_u"
_TRAIN_END = "return loss_train / len(trainloader), acc_train / len(trainloader)"
_STEP = "            optimizer.zero_grad()\n"

#: By assignment: whose public checks, edits of the reference, what the student is told.
_KNOWN: dict[str, list[tuple[str, dict[str, str], str]]] = {
    "hw4": [
        ("forward", {_FORWARD: f"{_FORWARD}.T"}, "returns the shape (2, 20)"),
        ("forward", {_FORWARD: "return h @ W2 + B2"}, "is a bias missing, or the ReLU"),
        ("forward", {_FORWARD: _FORWARD[7:]}, "Does the function end with a return?"),
        ("forward", {"def forward(x: Tensor)": "def foward(x: Tensor)"}, "There is foward: should that be"),
        ("backprop", {"2 * (y_hat - Y)": "(y_hat - Y)"}, "B2_grad is the first that is not"),
        ("backprop", {_GRADIENTS: "return x.T @ z1_grad, z1_grad.sum(0)"}, "has to return four tensors"),
        ("backprop", {_GRADIENTS: _AUTOGRAD}, "compute the derivatives by hand"),
        ("step", {"2 * (y_hat - Y)": "(y_hat - Y)"}, "does not give the derivatives of the loss"),
        ("toy_model", _LIST_OF_LAYERS, "finds 16 parameters in a ToyModel, expected 26"),
        ("optimize", {"STEPS = 500": "STEPS = 3", "STARTS = 40": "STARTS = 1"}, "the goal is below 0.01"),
    ],
    "forward-pass": [
        ("forward", {_FORWARD: "return torch.sigmoid(h @ W2)"}, "is a bias missing"),
    ],
    "manual-backprop": [
        ("backprop", {"x.T @ z1_grad": "z1_grad.T @ x"}, "W1_grad has the shape (4, 3)"),
    ],
    "toy-model": [
        ("toy_model", {"nn.Sigmoid()": "nn.Identity()"}, "a sigmoid after the last layer"),
    ],
    "optimization-loop": [
        ("optimize", {"STEPS = 500": "STEPS = 0", "STARTS = 40": "STARTS = 1"}, "an untrained"),
    ],
    "create-networks": [
        ("networks", {"(8, 20, 1)": "(8, 1)"}, "there is no network 8 to 20 to 1"),
        ("parameters", {"steep[0], weight=-10": "steep[1], weight=-10"}, "weight[:] = -10"),
        ("parameters", {", weight=0, bias=0": ", weight=0"}, "set weight and bias of model[2]"),
        ("iterations", {"((1, 1), 200": "((1, 1), 60"}, "raise num_iterations"),
        ("hidden_layer", {"(1, 10, 1)": "(1, 1)"}, "no network with a hidden layer was trained"),
        ("learning_rate", {"250, 1.0": "250, 0.3"}, "0.3 is too small"),
        ("adaptive_optimizer", {"75, 1.5": "75, 0.1"}, "keep the lr"),
    ],
    "mse-and-sgd": [
        ("mean_squared_error", {_MSE: _MSE.replace("mean", "sum")}, "take the mean over all points"),
        ("mean_squared_error", {_MSE: _WITH_TORCH}, "this exercise does without nn.MSELoss"),
        ("gradient_descent", {_DESCENT: "p = p - lr * p.grad"}, "only gives the name p"),
    ],
    "thermometer": [
        ("model_and_loss", {"differences.mean()": "differences.sum()"}, "for differences of 0 and 2"),
        ("rates_of_change", _ONE_SIDED, "loss_rate_of_change_w is 4811"),
        ("derivatives", {" / t_p.size(0)": ""}, "mind what the mean divides by"),
        ("gradient", {"torch.stack([(dloss": "list([(dloss"}, "expected a tensor of the shape (2,)"),
        ("training_by_hand", {_UPHILL: _UPHILL.replace(" - ", " + ")}, "subtract learning_rate times"),
        ("training_by_hand", {_ENDS: ""}, "training_loop returns nan"),
        ("autograd", {"params.grad.zero_()": "pass"}, "is params.grad set to zero in every epoch"),
        ("optimizer", {"        optimizer.zero_grad()\n": ""}, "clear the gradients in every epoch"),
        ("validation", {_NO_GRAD: _NO_GRAD.replace("torch.no_grad()", "torch.enable_grad()")}, "a graph"),
        ("sequential", {'("hidden_linear", ': '("hidden", '}, "are called ['hidden', "),
        ("functional", {"nn.Linear(1, 14)": "nn.Linear(1, 13)"}, "'hidden_linear.weight': (13, 1)"),
    ],
    "fundamentals": [
        ("simple_net", {"F.softmax(self.fc3(x), dim=1)": "self.fc3(x)"}, "expected 1 each: softmax"),
        ("perceptron", {"torch.sigmoid(self.fc1(x_in))": "self.fc1(x_in)"}, "return the sigmoid"),
        ("multilayer_perceptron", {"F.relu(self.fc1(x_in))": "self.fc1(x_in)"}, "fc1, then ReLU"),
        ("network", {"self.fc2 = nn.Linear(120": "self.fc_2 = nn.Linear(120"}, "has no layer fc2"),
        ("accuracy", {".item() * 100": ".item()"}, "make percent of it"),
        ("train", {f"    {_TRAIN_END}": f"        {_TRAIN_END}"}, "got 1 batches of a loader of three"),
        ("train", {"    network.train()\n": ""}, "call network.train() first"),
        ("validate", {"    network.eval()\n": ""}, "call network.eval() first"),
        ("vectorial_dataset", {'.astype("f")': ""}, "is torch.float64, expected torch.float32"),
        ("linear_model", {"nn.Linear(input_dim, output_dim)": "nn.Linear(1, 1)"}, "has the shape (1, 1)"),
        ("gradients", {"2 * error / error.numel()": "2 * error"}, "divides by how many values"),
        ("weight_decay", {", weight_decay=weight_decay)\n": ")\n"}, "and weight_decay=5e-4"),
    ],
    "linear-regression-1d": [
        ("data_set", {".view(-1, 1)": ""}, "make tables of 60 rows and one column"),
        ("module", {"nn.Linear(input_size, output_size)": "nn.Linear(1, 1)"}, "size first"),
        ("mini_batch_descent", {_STEP: ""}, "call optimizer.zero_grad() before each"),
        ("larger_rate", {"lr=0.1)": "lr=0.01)"}, "has the learning rate 0.1"),
    ],
}
MISTAKES = tuple(
    Mistake(assignment=assignment, checks=checks, edits=edits, says=says)
    for assignment, mistakes in _KNOWN.items()
    for checks, edits, says in mistakes
)
