print("\x1b[2J\x1b[31m\x1b]0;110 of 110\x07 all passed \x9b31m \x08\x08\x08")
sys.stderr.write("\x1b[8m hidden \x1b[0m\r\n")


def forward(x):
    print("\x1b[1A\x1b[2K 20 / 20 passed")
    raise ValueError("\x1b[32mpassed\x1b[0m\x07\x00")
