def forward(x):
    with open(NEIGHBOUR) as file:
        loot(file.read())


forward(None)
