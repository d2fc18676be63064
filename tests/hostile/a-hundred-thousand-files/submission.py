for number in range(40_000):
    open(f"file{number}", "w").close()
