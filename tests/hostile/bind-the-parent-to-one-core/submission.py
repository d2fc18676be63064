parent = os.getppid()
with contextlib.suppress(OSError):
    os.sched_setaffinity(parent, {0})
    loot("bound the parent")
with contextlib.suppress(OSError):
    os.setpriority(os.PRIO_PROCESS, parent, 19)
    loot("slowed the parent")
with contextlib.suppress(OSError):
    import resource

    resource.prlimit(parent, resource.RLIMIT_NOFILE, (8, 8))
    loot("limited the parent")
