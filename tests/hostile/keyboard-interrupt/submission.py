def forward(x):
    raise KeyboardInterrupt
