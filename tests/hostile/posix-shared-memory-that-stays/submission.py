from multiprocessing import shared_memory

with contextlib.suppress(OSError):
    segment = shared_memory.SharedMemory(name=f"grader-{MARK}", create=True, size=4096)
    segment.close()
    from multiprocessing import resource_tracker

    resource_tracker.unregister(segment._name, "shared_memory")
