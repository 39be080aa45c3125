"""A Hugging Face hub on this machine, for tests and for the demo.

    with Hub() as hub:
        repo = hub.add("org/name", {"config.json": b"{}", "model.safetensors": path}, xet=True)
        repo.tag("v1.0")
        repo.commit({"config.json": b"[]"}, title="Change it")
        hub.faults.set(Fault(Drop(8 << 20), path="*.safetensors", times=3))
        hf(hub, tmp_path, ["download", "org/name"])
        assert hub.log.sent(Route.BYTES) < ...

`content` holds repos; `server` is the hub itself, `faults` what it does wrong on demand, `log` what it
was asked; `models` makes example repos with real files; `client` runs the real huggingface_hub in a
process of its own; `fixtures` offers all of it to pytest; `demo` fills a cache that looks lived in.

API, LFS redirects, Xet and errors follow huggingface.co as huggingface_hub sees it. The hub is
`127.0.0.1`, its CDN `localhost` on the same port, so that clients treat them as two hosts.
"""
