import multiprocessing

with contextlib.suppress(Exception):
    workers = [multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,)) for _ in range(3)]
    for worker in workers:
        worker.start()
