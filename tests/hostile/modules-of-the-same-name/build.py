import zipfile

OTHER = """
import torch

CANARY = ""
X, Y = torch.zeros(20, 3), torch.zeros(20, 2)


def restore():
    pass


def forward(x):
    return torch.zeros(len(x), 2)


def backprop(x):
    return (torch.zeros(3, 4), torch.zeros(4), torch.zeros(4, 2), torch.zeros(2))
"""


def build(source, folder, name):
    """A zip with modules that have the names of the grader's."""
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", source)
        for module in ("reference", "conftest", "grader", "checks", "pytest_jsonreport"):
            archive.writestr(f"{module}.py", OTHER)
        archive.writestr("sitecustomize.py", "import os; os._exit(0)")
        archive.writestr("usercustomize.py", "import os; os._exit(0)")
    return path
