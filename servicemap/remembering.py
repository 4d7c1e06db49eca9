"""Remember in each process what changes only with the data, until the data changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from django.db import connection

from servicemap.networks import instance_now

P = ParamSpec("P")
A = TypeVar("A")

_memories: list[OrderedDict[Hashable, Any]] = []
_lock = Lock()


def remembered(most: int) -> Callable[[Callable[P, A]], Callable[P, A]]:
    """Keep the last `most` answers of a function that reads nothing but the data.

    Its arguments say all that matters, the language among them. Within a transaction it is always
    asked anew: what is seen there may never become true for others.
    """

    def keeping(function: Callable[P, A]) -> Callable[P, A]:
        memory: OrderedDict[Hashable, A] = OrderedDict()
        _memories.append(memory)

        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> A:
            instance = instance_now()
            if connection.in_atomic_block or not instance.revision:
                return function(*args, **kwargs)
            state = (instance.network_version, instance.revision)
            key = (state, args, tuple(sorted(kwargs.items())))
            with _lock:
                if key in memory:
                    memory.move_to_end(key)
                    return memory[key]
            found = function(*args, **kwargs)
            with _lock:
                memory[key] = found
                while len(memory) > most:
                    memory.popitem(last=False)
            return found

        return answer

    return keeping


def forget() -> None:
    """Forget everything: another database may count its states alike."""
    with _lock:
        for memory in _memories:
            memory.clear()
