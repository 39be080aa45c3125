"""What an S3 server, or the way to it, said: as a problem, and whether it may be over in a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from ..net.retry import BUSY, FAILING
from ..problems import Failure, Problem, problem
from .bucket_address import host_of
from .folder import Bucket

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

MISSING: Final = frozenset({"NoSuchKey", "404", "NotFound"})
"""Codes for an object that is not there; an answer to HEAD has no more than its status."""
GONE: Final = "NoSuchUpload"
_CODES: Final[Mapping[str, str]] = {
    "NoSuchBucket": "bucket-missing",
    "InvalidAccessKeyId": "bucket-key",
    "SignatureDoesNotMatch": "bucket-secret",
    "ExpiredToken": "bucket-key-expired",
    "InvalidToken": "bucket-key-expired",
    "TokenRefreshRequired": "bucket-key-expired",
    "RequestTimeTooSkewed": "bucket-clock",
    "RequestExpired": "bucket-clock",
    "AuthorizationHeaderMalformed": "bucket-other-region",
    "PermanentRedirect": "bucket-other-region",
    "IllegalLocationConstraintException": "bucket-other-region",
    "301": "bucket-other-region",
    "QuotaExceeded": "bucket-full",
    "XMinioAdminBucketQuotaExceeded": "bucket-full",
    "XMinioStorageFull": "bucket-full",
    "UserDisable": "bucket-denied",
    "AccessDenied": "bucket-denied",
    "AllAccessDisabled": "bucket-denied",
    "MethodNotAllowed": "bucket-denied",
    "403": "bucket-denied",
    "SlowDown": "bucket-busy",
    "Throttling": "bucket-busy",
    "ThrottlingException": "bucket-busy",
    "TooManyRequests": "bucket-busy",
    "RequestLimitExceeded": "bucket-busy",
    "InternalError": "bucket-failing",
    "OperationAborted": "bucket-failing",
    "RequestTimeout": "bucket-failing",
    # A part that was damaged on its way is refused by its checksum, and simply sent again.
    "BadDigest": "bucket-failing",
    "XAmzContentSHA256Mismatch": "bucket-failing",
    "IncompleteBody": "bucket-failing",
}
_PASSING: Final = frozenset({"bucket-busy", "bucket-failing", "bucket-unreachable"})


class Trouble(Failure):
    """A request failed. `code` is the server's own word, empty where none answered."""

    def __init__(self, told: Problem, code: str = "", pause: float | None = None) -> None:
        Exception.__init__(self, told.sentence())
        self.problem = told
        self.refused = False
        self.code = code
        self.pause = pause
        """Seconds that the server asks to wait."""

    @property
    def passing(self) -> bool:
        """Whether the same request may succeed in a moment."""
        return self.problem.code in _PASSING


def kinds() -> tuple[type[Exception], ...]:
    """What a request raises where it fails."""
    from botocore.exceptions import BotoCoreError, ClientError
    from urllib3.exceptions import HTTPError

    return BotoCoreError, ClientError, HTTPError


def trouble_of(error: Exception, bucket: Bucket) -> Trouble:
    """What one of `kinds` means."""
    from botocore import exceptions as known

    host = host_of(bucket)
    if isinstance(error, known.ClientError):
        return _answered(error, bucket)
    no_keys = (
        known.NoCredentialsError,
        known.PartialCredentialsError,
        known.CredentialRetrievalError,
        known.NoAuthTokenError,
        known.TokenRetrievalError,
        known.SSOError,
        known.ProfileNotFound,
        known.ConfigNotFound,
        known.ConfigParseError,
    )
    if isinstance(error, no_keys):
        return Trouble(problem("bucket-no-keys", bucket=bucket.name, reason=reason_of(error)))
    if isinstance(error, known.NoRegionError):
        return Trouble(problem("bucket-other-region", bucket=bucket.name, host=host))
    if isinstance(error, known.ProxyConnectionError):
        return Trouble(problem("bucket-proxy", host=host, reason=reason_of(error)))
    if isinstance(error, known.SSLError):
        return Trouble(problem("bucket-tls", host=host, reason=reason_of(error)))
    return Trouble(problem("bucket-unreachable", host=host, reason=reason_of(error)))


def reason_of(error: Exception) -> str:
    """The cause in a few words: the libraries' own hold addresses, and objects of theirs."""
    found: BaseException | None = error
    seen: list[BaseException] = []
    while found is not None and found not in seen:
        seen.append(found)
        if isinstance(found, OSError) and found.strerror:
            return found.strerror
        inner = getattr(found, "kwargs", {}).get("error") if hasattr(found, "kwargs") else None
        inner = inner or getattr(found, "reason", None)
        found = inner if isinstance(inner, BaseException) else found.__cause__ or found.__context__
    name = type(error).__name__.removesuffix("Error")
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _answered(error: ClientError, bucket: Bucket) -> Trouble:
    said = cast(Mapping[str, Any], error.response)
    code = str(said.get("Error", {}).get("Code", ""))
    about = said.get("ResponseMetadata", {})
    status = int(about.get("HTTPStatusCode", 0))
    ours = _CODES.get(code)
    if ours is None and status in BUSY:
        ours = "bucket-busy"
    if ours is None and (status in FAILING or status >= 500):
        ours = "bucket-failing"
    if ours is None:
        ours = "bucket-denied" if status in {401, 403} else "bucket-refused"
    told = problem(
        ours, bucket=bucket.name, host=host_of(bucket), status=status, reason=code or "no reason given"
    )
    after = str(about.get("HTTPHeaders", {}).get("retry-after", ""))
    return Trouble(told, code, float(after[:6]) if after.isascii() and after.isdigit() else None)
