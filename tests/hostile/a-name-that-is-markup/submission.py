def forward(x):
    raise ValueError(__file__)
