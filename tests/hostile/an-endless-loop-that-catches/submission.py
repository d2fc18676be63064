def forward(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


backprop = forward
