import mmap

written, kept = 0, []
block = os.urandom(1 << 20)
try:
    while written < 96:
        with open(f"file{written}", "wb+") as file:
            os.unlink(file.name)
            for _ in range(4):
                file.write(block)
                file.flush()
                written += 1
            kept.append(mmap.mmap(file.fileno(), 4096))
        time.sleep(0.02)
finally:
    loot("wrote it all" if written >= 96 else f"wrote {written}")
