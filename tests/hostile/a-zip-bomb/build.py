import zipfile


def build(source, folder, name):
    """A zip of half a megabyte that holds a submission and three hundred megabytes of zeros."""
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(f"{name}.py", source)
        for number in range(3):
            archive.writestr(f"data{number}.bin", bytes(100 << 20))
    return path
