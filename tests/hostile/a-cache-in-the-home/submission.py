for name in (".cache/torch/hub/checkpoints", ".config/matplotlib", ".local/lib/python3.11/site-packages"):
    with contextlib.suppress(OSError):
        os.makedirs(os.path.join(HOME, name), exist_ok=True)
    with contextlib.suppress(OSError), open(os.path.join(HOME, name, "hello.pth"), "w") as file:
        file.write("# import os")
