"""Other people's servers and links that are as bad as real ones, for tests and benchmarks.

    with Hub() as hub, CacheMirror(hub) as mirror, Link(mirror.port, Shape(each=8 << 20)) as link:
        hf(link.endpoint, tmp_path, ["download", "org/name"])

`nginx` serves a hub's files as fast as the machine can, or keeps a cache in front of a hub; `olah` is a
mirror program made for the purpose; `shaped` is a link with a rate, a latency and faults, in a process
of its own; `tied` starts programs that never outlive whoever started them.
"""
