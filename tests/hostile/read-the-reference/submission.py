with open(REFERENCE) as file:
    text = file.read()
loot(text)
exec(text, globals())
