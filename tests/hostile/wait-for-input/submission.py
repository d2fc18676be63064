def forward(x):
    read, _ = os.pipe()
    return os.read(read, 1)


backprop = forward
