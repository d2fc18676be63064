for number in range(14_000):
    open(f"file{number}", "w").close()
