def build(source, folder, name):
    """A file whose name is markup and control codes, and ends the attribute in which it is written."""
    path = folder / ('"><script>alert(1)<' + "\x1b[31m,=cmd|' '!A1\u202e.py")
    path.write_text(source)
    (folder / "hw4.py").write_text(source + "\nprint('\x1b[31m<script>alert(1)</script>')\n")
    return path
