import zipfile


def build(source, folder, name):
    """A zip with names that lead out of the folder into which it is unpacked."""
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", source)
        for target in ("../temporary/escaped.txt", "../home/.bashrc", "../../escaped.txt"):
            archive.writestr(target, "hello")
    return path
