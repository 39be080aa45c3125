"""How a bucket is written: `s3://bucket/prefix?endpoint=https://host:9000&region=eu-1`. Pure.

The endpoint is part of the address, so that an order, a policy or a job needs nothing beside it. A login
never is: who writes one is refused.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from ..net.address import endpoint_of, split_url
from ..problems import Failure
from .folder import Bucket

SCHEME: Final = "s3://"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
"""Amazon allows less, older servers of one's own allow this."""
_REGION: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_LONGEST_PREFIX: Final = 512
"""Bytes; a key has 1024, and some of them are the name of the object."""
_VIRTUAL: Final = (".amazonaws.com", ".amazonaws.com.cn", ".aliyuncs.com", ".myqcloud.com")
"""Hosts, or what ends their names, that want the bucket in the host's name; all others take it in the path,
and servers of one's own take nothing else."""
_REGION_NOWHERE: Final = "us-east-1"
"""What servers that know no regions are signed for."""


def is_bucket(text: str) -> bool:
    """Whether `text` means a bucket, be it well written or not."""
    return text[: len(SCHEME)].lower() == SCHEME


def bucket_of(text: str, endpoint: str = "", region: str = "") -> Bucket:
    """The bucket that an address means; `endpoint` and `region` where the address itself names none.
    Raises `Failure` (refused)."""
    if not is_bucket(text):
        raise _refused(text)
    rest, _, query = text[len(SCHEME) :].partition("?")
    name, _, path = rest.partition("/")
    prefix = unquote(path).strip("/")
    if "@" in name or "#" in text or _NAME.fullmatch(name) is None or ".." in name:
        raise _refused(text)
    parts = prefix.split("/") if prefix else []
    if any(part in {"", ".", ".."} or not part.isprintable() for part in parts):
        raise _refused(text)
    if len(prefix.encode()) > _LONGEST_PREFIX:
        raise _refused(text)
    said = _said(text, query)
    endpoint, region = said.get("endpoint", endpoint), said.get("region", region)
    if region and _REGION.fullmatch(region) is None:
        raise Failure("bucket-region", refused=True, what=region)
    return Bucket(name=name, prefix=prefix, endpoint=_endpoint(endpoint), region=region)


def address_of(bucket: Bucket) -> str:
    """The address that `bucket_of` reads back, whole."""
    said = {name: value for name in ("endpoint", "region") if (value := getattr(bucket, name))}
    query = f"?{urlencode(said, safe=':/')}" if said else ""
    return f"{shown(bucket)}{query}"


def shown(bucket: Bucket) -> str:
    """As people write it."""
    path = f"/{quote(bucket.prefix)}" if bucket.prefix else ""
    return f"{SCHEME}{bucket.name}{path}"


def key_of(bucket: Bucket, name: str) -> str:
    """The key of the object `name` of the archive, such as `blobs/<digest>`."""
    return f"{bucket.prefix}/{name}" if bucket.prefix else name


def host_of(bucket: Bucket) -> str:
    """Who is talked to, for sentences."""
    return split_url(bucket.endpoint)[0].netloc if bucket.endpoint else "Amazon S3"


def style_of(bucket: Bucket) -> str:
    """`path` or `virtual`: where in a URL the bucket's name stands."""
    if not bucket.endpoint:
        return "virtual" if "." not in bucket.name else "path"  # a dot would not fit Amazon's certificate
    return "virtual" if split_url(bucket.endpoint)[0].host.endswith(_VIRTUAL) else "path"


def region_of(bucket: Bucket) -> str | None:
    """What requests are signed for; None: what the user's own configuration says."""
    return bucket.region or (_REGION_NOWHERE if bucket.endpoint else None)


def _said(text: str, query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise _refused(text) from None
    said = dict(pairs)
    if len(said) != len(pairs) or said.keys() - {"endpoint", "region"}:
        raise _refused(text)
    return said


def _endpoint(text: str) -> str:
    """A server of one's own is in one's own network, or over https. Raises `Failure` (refused)."""
    if not text:
        return ""
    try:
        return endpoint_of(text)
    except Failure as failure:
        if failure.problem.code == "endpoint-plain":
            host = failure.problem.params["host"]
            raise Failure("bucket-endpoint-plain", refused=True, host=host) from None
        what = text.rpartition("@")[2]  # in front of it a login may stand
        raise Failure("bucket-endpoint", refused=True, what=what) from None


def _refused(text: str) -> Failure:
    # A login in front of an @ must not be repeated in a window or a log.
    what = f"{SCHEME}…@{text.rpartition('@')[2]}" if "@" in text else text
    return Failure("bucket-address", refused=True, what=what)
