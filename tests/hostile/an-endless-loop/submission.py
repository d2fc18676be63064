def forward(x):
    while True:
        pass


backprop = forward
