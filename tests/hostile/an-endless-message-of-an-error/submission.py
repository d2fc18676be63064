def forward(x):
    raise ValueError("\U0001f600" * (15 << 20))


raise_later = forward
