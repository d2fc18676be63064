kept = []
for _ in range(70):
    kept.append(b"x" * (10 << 20))
