"""The way to an S3 server: botocore's client, with the house's proxy and certificates.

botocore takes a third of a second to load, so nothing here imports it before a bucket is asked.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final, Protocol

from msgspec import Struct

from ..net.address import split_url
from ..net.proxies import Proxies, Proxy
from ..net.trust import system_bundle
from ..problems import Failure
from ..state.settings import Settings
from .bucket_address import host_of, region_of, style_of
from .bucket_keys import Keys
from .bucket_trouble import kinds, trouble_of
from .folder import Bucket

_CONNECT_SECONDS: Final = 10
_READ_SECONDS: Final = 30
"""Of silence; a part that is on its way is not silent."""
_AMAZON: Final = "https://s3.amazonaws.com"
_OWN_BUNDLE: Final = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
"""Certificates that botocore takes from the environment by itself."""


class S3(Protocol):
    """What is asked of botocore's client. Its methods raise what `bucket_trouble.kinds` says."""

    def get_object(self, **said: Any) -> dict[str, Any]: ...

    def put_object(self, **said: Any) -> dict[str, Any]: ...

    def head_object(self, **said: Any) -> dict[str, Any]: ...

    def delete_object(self, **said: Any) -> dict[str, Any]: ...

    def list_objects_v2(self, **said: Any) -> dict[str, Any]: ...

    def create_multipart_upload(self, **said: Any) -> dict[str, Any]: ...

    def upload_part(self, **said: Any) -> dict[str, Any]: ...

    def list_parts(self, **said: Any) -> dict[str, Any]: ...

    def complete_multipart_upload(self, **said: Any) -> dict[str, Any]: ...

    def abort_multipart_upload(self, **said: Any) -> dict[str, Any]: ...

    def list_multipart_uploads(self, **said: Any) -> dict[str, Any]: ...

    def close(self) -> None: ...


class Outlet(Struct, frozen=True):
    """The settings that connections follow."""

    proxy: str = ""
    ca_file: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Outlet:
        return cls(settings.proxy, settings.ca_file)


def connect(bucket: Bucket, keys: Keys | None, outlet: Outlet) -> S3:
    """A client for several threads. `keys` None: those of the user's AWS configuration (environment,
    profile, single sign-on). Nothing is asked of the server yet. Raises `Failure`."""
    import botocore.session
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": style_of(bucket)},
        # We try again ourselves: botocore's pauses can't be broken off.
        retries={"total_max_attempts": 1},
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        max_pool_connections=16,
        # Older servers take the checksums that botocore would put behind a body for part of it.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        proxies=_proxies(bucket, outlet, os.environ),
    )
    said: dict[str, Any] = {"config": config, "verify": _certificates(outlet, os.environ)}
    if bucket.endpoint:
        said["endpoint_url"] = bucket.endpoint
    if (region := region_of(bucket)) is not None:
        said["region_name"] = region
    if keys is not None:
        said |= {"aws_access_key_id": keys.id, "aws_secret_access_key": keys.secret}
    try:
        session = botocore.session.Session()
        if "region_name" not in said and not session.get_config_variable("region"):
            said["region_name"] = "us-east-1"  # whence Amazon sends on to the right one
        client: S3 = session.create_client("s3", **said)
    except kinds() as error:
        raise trouble_of(error, bucket) from error
    return client


def _proxies(bucket: Bucket, outlet: Outlet, environ: Mapping[str, str]) -> dict[str, str]:
    """By the same rules as all else; an empty answer keeps botocore from asking the environment."""
    origin, _ = split_url(bucket.endpoint or _AMAZON)
    proxy = Proxies(outlet.proxy, environ).choose(origin)
    if proxy is None:
        return {}
    if proxy.scheme not in {"http", "https"}:
        raise Failure("bucket-proxy-kind", host=host_of(bucket), kind=proxy.scheme)
    return {origin.scheme: _with_login(proxy)}


def _with_login(proxy: Proxy) -> str:
    from urllib.parse import quote

    login = f"{quote(proxy.username, '')}:{quote(proxy.password, '')}@" if proxy.username else ""
    return f"{proxy.scheme}://{login}{proxy.netloc}"


def _certificates(outlet: Outlet, environ: Mapping[str, str]) -> str | None:
    """A file of them; None: botocore's own choice."""
    if outlet.ca_file:
        return outlet.ca_file
    if any(environ.get(name) for name in _OWN_BUNDLE):
        return None
    return system_bundle() or None
