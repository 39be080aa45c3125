"""Everything that can be wrong, said once: a code, parameters, and the sentence a person reads.

A `Problem` travels over the link and lies in the index; the command line prints its sentence, the
window translates the same sentence (context "Problem" of the translations). A `Failure` is a
problem that ends an action.

Every sentence says what happened and why, and ends with what to do next where there is something
to do. Parameters are put in with `str.format`, so no parameter may hold markup; `{missing:size}` writes a
number of bytes as a person reads it.
"""

from __future__ import annotations

import errno
from typing import Final

from msgspec import Struct

from .sizes import size

Parameter = str | int


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code from `SENTENCES` and the values its sentence needs."""

    code: str
    params: dict[str, Parameter] = {}

    def sentence(self) -> str:
        """The English sentence; one line, whatever the parameters hold."""
        return fill(SENTENCES[self.code], self.params)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params.items()))))


def problem(code: str, **params: Parameter) -> Problem:
    """A `Problem`; the code must be one of `SENTENCES`."""
    if code not in SENTENCES:
        raise KeyError(code)
    return Problem(code=code, params=params)


def fill(sentence: str, params: dict[str, Parameter]) -> str:
    """`sentence` with `params` put in, control characters made visible: names can be hostile."""
    return sentence.format(
        **{
            name: _Bytes(value) if isinstance(value, int) else printable(value)
            for name, value in params.items()
        }
    )


class _Bytes(int):
    """A number that can also be put in as an amount of bytes."""

    def __format__(self, spec: str) -> str:
        return size(self) if spec == "size" else super().__format__(spec)


def printable(text: str) -> str:
    """`text` on one line: control characters and lone surrogates are written as escapes."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text
    )


class Failure(Exception):
    """An action ended; `problem` says why. `refused` where nothing was done because it is unsafe."""

    def __init__(self, code: str, *, refused: bool = False, **params: Parameter) -> None:
        self.problem = problem(code, **params)
        self.refused = refused
        super().__init__(self.problem.sentence())

    @classmethod
    def of(cls, problem: Problem, *, refused: bool = False) -> Failure:
        """The failure for a problem that was found before."""
        failure = cls.__new__(cls)
        Exception.__init__(failure, problem.sentence())
        failure.problem, failure.refused = problem, refused
        return failure


def from_os_error(error: OSError, path: str) -> Failure:
    """The failure that says in words what the system answered for `path`."""
    code = _ERRNO_CODES.get(error.errno or 0, "os-error")
    reason = error.strerror or type(error).__name__
    return Failure(code, path=path, reason=reason) if code == "os-error" else Failure(code, path=path)


_ERRNO_CODES: Final = {
    errno.ENOENT: "path-missing",
    errno.EACCES: "no-permission",
    errno.EPERM: "no-permission",
    errno.EROFS: "read-only-volume",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "quota-full",
    errno.EFBIG: "file-too-large",
}

SENTENCES: Final[dict[str, str]] = {
    # The system's answers
    "os-error": "{path}: {reason}.",
    "path-missing": "{path} is not there any more. Refresh and try again.",
    "no-permission": "{path}: permission denied. Check who owns it, or run Hubkeep as that user.",
    "read-only-volume": "{path} is on a volume mounted read-only. Remount it writable and try again.",
    "disk-full": "{path}: the disk is full. Free some space and try again; nothing was lost.",
    "quota-full": "{path}: your disk quota is used up. Free some space and try again; nothing was lost.",
    "file-too-large": "{path}: its volume, or a limit of the system, allows no file so large. Choose a folder on another volume.",
    # state
    "database-locked": "{path} is kept locked by another program. Close it and try again.",
    "database-refused": "{path} can't be used ({reason}). Check its folder's permissions and free space.",
    # link
    "link-no-hello": "The engine was not greeted; it is started by the Hubkeep window, not by hand.",
    "link-version": "The window is Hubkeep {theirs} and the engine {ours}. Update the older of the two.",
    "link-not-understood": "A message was not understood ({reason}).",
    # jobs
    "job-unknown": "There is no job {job}. It may have been dismissed.",
    "job-finished": "Job {job} is finished. Retry it to do it again.",
    "job-told": "Job {job} was told and is not there yet. Look again with “hubkeep jobs”.",
    "job-waits-turn": "Waits for its turn, and begins by itself.",
    "job-waits-other": "Waits until job {job} on the same cache is done, and begins by itself.",
    "queue-paused": "The whole queue is paused. Resume it to go on.",
    "job-kind-unknown": "This version of Hubkeep does not know how to do “{kind}”. A newer one left the job behind.",
    "defect": "Something went wrong inside Hubkeep ({what}). Nothing was lost; please report it.",
    # net
    "endpoint-no-address": "“{what}” is no address of a Hub or a mirror. Write it like https://huggingface.co.",
    "endpoint-login": "An address must not hold a login. Leave out what stands before the @, and save a token for the endpoint instead.",
    "endpoint-query": "An endpoint has no “?” and no “#”. Write {what} alone.",
    "endpoint-plain": "{host} would be reached without encryption, so anyone on the way could read and change what comes. Write https:// in front; http:// is for your own network. If you insist, add it as a mirror, written plain+http://{host}: it is sent no login then.",
    "ca-file-unreadable": "The certificates in {path} can't be read ({reason}). Choose another file in Settings, or correct REQUESTS_CA_BUNDLE.",
    "ca-file-empty": "{path} holds no certificate in PEM form. Choose another file in Settings, or correct REQUESTS_CA_BUNDLE.",
    "proxy-no-address": "“{what}” is no address of a proxy. Write it like http://host:3128 or socks5h://host:1080.",
    "proxy-scheme": "A proxy of the kind {scheme} can't be used. HTTP, HTTPS and SOCKS5 proxies can.",
    # transfer: what a source did
    "source-no-name": "{host}: no such host ({reason}). Check the address and the network's DNS.",
    "source-refused": "{host}: nothing answers there. Check the address, or that the mirror is running.",
    "source-unreachable": "{host} can't be reached ({reason}). Check the network, or choose another mirror.",
    "source-timeout": "{host} does not answer in time. Try again later, or choose another mirror.",
    "source-tls": "{host}: the secure connection failed ({reason}). Check the clock, the proxy and its certificate.",
    "source-proxy": "The proxy does not let Hubkeep through to {host} ({reason}). Check the proxy in Settings.",
    "source-closed": "{host} ended the connection ({reason}). It is tried again.",
    "source-no-http": "{host} does not speak HTTP ({reason}). Check the address.",
    "source-stalled": "{host} sends nothing any more. It is tried again later.",
    "source-encoded": "{host} packs files although plain bytes were asked for, so it can't be used.",
    "source-wrong-range": "{host} sent other bytes of {path} than it was asked for, so it is not used.",
    "source-no-ranges": "{host} can't send parts of a file.",
    "source-wrong-size": "{host} has {path} in another size, so it is not used for it.",
    "source-html": "{host} sent a web page instead of {path}: a login, a captcha or a parked domain. Open it in a browser, or choose another mirror.",
    "source-missing": "{host} does not have {path}. Try another mirror, or huggingface.co itself.",
    "source-forbidden": "{host} refuses {path} (status {status}). It may need a login or an accepted licence.",
    "source-busy": "{host} asks to wait: too many requests. Hubkeep goes on by itself.",
    "source-failing": "{host} has trouble of its own (status {status}). It is tried again.",
    "source-nonsense": "{host} gave an answer that makes no sense (status {status}), so it is not used.",
    "source-redirect": "{host} redirects {path} in a circle or to nowhere, so it is not used.",
    "source-other-commit": "{host} has another commit of {path}: it is stale, so it is not used for it.",
    "source-other-file": "{host} has another {path} under this name, so it is not used for it.",
    "source-unproven": "{host} does not say which version of {path} it has, so it is not used for it.",
    "source-slow": "{host} is much slower than the others. It rests, and is tried again.",
    "source-doubted": "{path} was wrong with what {host} sent, so others are asked.",
    "source-lied": "{host} sent wrong bytes of {path}. They were thrown away, and it is not used again.",
    "file-wrong": "{path} can't be had right: what came does not match its hash, whoever sent it. Try again later or from another mirror.",
    "file-nowhere": "No source has {path}. Add another mirror, or huggingface.co.",
    "transfer-silent": "Nothing came from anywhere for {seconds} seconds. Check the network; what is here is kept, and the next try goes on.",
    # hub: what an endpoint's API said
    "hub-repo-not-found": "{host} has no {repo}. Check the spelling and whether it is a model, dataset or space, or ask another mirror.",
    "hub-not-found-to-login": "{host} has no {repo}, or your login may not see it or is no longer valid. Check the spelling, and which account you are logged in with.",
    "hub-not-found-or-private": "{host} shows no {repo} to those who are not logged in: it does not exist, or it is private. Check the spelling, or log in under Settings or with “hubkeep token set”.",
    "hub-revision-not-found": "{repo} has no revision “{revision}” at {host}. Check the branch, tag or commit.",
    "hub-entry-not-found": "{repo} has no {path} in its revision “{revision}”. Check the path.",
    "hub-gated-login": "{repo} is open only to those who accepted its terms. Accept them at {url}, then log in under Settings or with “hubkeep token set”; a mirror gets your login only if you allow it.",
    "hub-gated-terms": "{repo} is open only to those who accepted its terms, and your account is not among them yet. Accept them at {url}, then try again.",
    "hub-gated-not-passed": "{repo} is open only to those who accepted its terms at {url}, and {host} does not accept your login or does not pass it on. Fetch it from huggingface.co, or log in again.",
    "hub-disabled": "{host} has closed {repo} for everybody. Look for another repo with the same files.",
    "hub-token-refused": "{host} does not accept your login: it has expired or was revoked, or belongs to another site. Log in again under Settings or with “hubkeep token set”.",
    "hub-no-search": "{host} offers no search, or only to those who are logged in. Write the whole name of the repo, or search at huggingface.co.",
    "hub-lists-partly": "{host} lists {repo} only in part: it has folders with more files than the mirror can list. Ask huggingface.co or another mirror.",
    "hub-forbidden": "{host} refuses this (status {status}: {reason}). Your login may lack the right to it, or the mirror does not pass it on; try huggingface.co itself.",
    "hub-quota": "{host} refuses because a quota is used up ({reason}). Wait until it is renewed, or choose another mirror.",
    "hub-busy": "{host} takes no more requests for now: too many came in a short time. Try again in a few minutes; with a login more are allowed.",
    "hub-failing": "{host} has trouble of its own (status {status}). Try again later, or choose another mirror.",
    "hub-region": "{host} does not serve this to where you are (status {status}). Choose another mirror or a proxy.",
    "hub-web-page": "{host} sent a web page instead of an answer: a login, a captcha or a parked domain. Open it in a browser, or choose another mirror.",
    "hub-no-hub": "{host} does not answer as a hub does. Check the address, or choose another mirror.",
    "hub-nonsense": "{host} gave an answer that makes no sense ({reason}). Choose another mirror.",
    "hub-other-commit": "{host} was asked for commit {commit} of {repo} and answered with {other}, so it is not used.",
    "hub-unsafe-name": "{repo} holds a file with the name “{path}”, which would land outside of its folder. Nothing of it is fetched; report the repo to {host}.",
    "hub-token-malformed": "This is no token: it is empty, or holds spaces or signs that no token has. Copy it again from the site's settings. For a mirror with a login, write name:password.",
    "hub-no-keyring": "No keyring of the system answers, so Hubkeep keeps no token. Unlock it and try again, or log in with “hf auth login” or set HF_TOKEN: Hubkeep uses those too.",
    "hub-token-official": "huggingface.co is always sent the token of huggingface.co. Log out with “hf auth logout”, or forget the token.",
    "hub-no-token-kept": "Hubkeep keeps no token for {endpoint}. “hubkeep token” shows what there is.",
    # mirrors: what a probe found
    "mirror-good": "{host} serves what was asked for, whole and right. Nothing is to be done.",
    "mirror-unfinished": "{host}: too little came in time to judge it by. Measure it alone, or with another repo.",
    "mirror-dead": "{host} was given up (known since {since}) and is of no use now, whatever guides still say. Choose another mirror.",
    "mirror-works-again": "{host} was given up, but it answers now. Measure it again before you rely on it.",
    "mirror-token-kept": "{host} writes your login into addresses of other hosts, where others can read it. Take back its permission in Settings, and make a new token.",
    "mirror-token-dropped": "{host} does not pass your login on, so it serves no repo that wants one. Fetch those from huggingface.co.",
    "mirror-no-name": "{host}: there is no such host ({reason}). Check the spelling, or choose another mirror.",
    "mirror-other-certificate": "{host} answers with the certificate of somebody else ({reason}): it moved, or somebody stands between. Don't use it from this network.",
    "mirror-tls": "{host}: no secure connection can be made ({reason}). Something on the way may block it: choose another mirror, or check the clock and the certificates in Settings.",
    "mirror-proxy": "The proxy does not let Hubkeep through to {host} ({reason}). Check the proxy in Settings.",
    "mirror-offline": "{host} can't be reached from here ({reason}), nor can anybody else outside this network: this machine seems to be offline, or a firewall stands in the way. Look at the network, then measure again.",
    "mirror-insecure": "No secure connection can be made from here to {host} ({reason}), nor to anybody else outside this network: the clock is wrong, or a login page or a filter stands between. Check clock, network, and the certificates in Settings.",
    "mirror-refused": "{host}: the machine is there, but nothing answers on that port. Check the address, or choose another mirror.",
    "mirror-unreachable": "{host} can't be reached from here ({reason}): it is down, or blocked on the way. Choose another mirror, or try another network.",
    "mirror-silent": "{host} takes connections and does not answer. Try again later, or choose another mirror.",
    "mirror-no-http": "{host} does not speak HTTP ({reason}). Check the address.",
    "mirror-closes": "{host} ends every connection without an answer ({reason}). It is down, or something on the way cuts it: choose another mirror.",
    "mirror-redirect": "{host} redirects in a circle or to nowhere ({reason}). Check the address, or choose another mirror.",
    "mirror-busy": "{host} takes no more requests for now (it asks for {seconds} seconds; 0: it does not say). Try again later; others are used meanwhile.",
    "mirror-page": "{host} sends a web page instead of what was asked for: a login, a captcha or a parked domain. Open it in a browser, or choose another mirror.",
    "mirror-login": "{host} serves nobody without a login of its own. Keep a token for it under Settings, or choose another mirror.",
    "mirror-forbidden": "{host} refuses this (status {status}: {reason}). That is final: choose another mirror for it.",
    "mirror-failing": "{host} has trouble of its own (status {status}). Try again later, or choose another mirror.",
    "mirror-lacks-repo": "{host} does not have {repo}. It may have others; choose another mirror for this one.",
    "mirror-other-api": "{host} answers, but not as a hub does: it is another service, or the address lacks a part. Check the address.",
    "mirror-wrong-bytes": "{host} sends wrong bytes of {path}: they are not those of the original. Don't use it, and tell who runs it.",
    "mirror-pointer": "{host} sends the pointer of {path} that Git keeps, not the file. Programs would fail to load it: choose another mirror.",
    "mirror-error-as-file": "{host} sends an error's text as if it were {path}, and programs would save it. Choose another mirror.",
    "mirror-part-file": "{host} has only the first {size} of the {right} bytes of {path}: its copy broke off. Choose another mirror for it, or try again later.",
    "mirror-wrong-size": "{host} has {path} with {size} bytes instead of {right}: another file, or a damaged one. Choose another mirror.",
    "mirror-other-file": "{host} names {path} by the hash of another file, so its copy would be kept under a wrong name. Choose another mirror.",
    "mirror-packed": "{host} packs parts of files, though plain bytes were asked for, so none can be put where it belongs. Choose another mirror.",
    "mirror-wrong-range": "{host} sends other parts of a file than it is asked for, so no download can go on there. Choose another mirror.",
    "mirror-bytes-blocked": "{host} answers, but hands the files over to {other}, which gives nothing ({reason}). To reach the mirror is not enough: choose another one.",
    "mirror-lacks-file": "{host} lists {repo} and does not have {path}, its biggest file. Choose another mirror for it.",
    "mirror-stalls": "{host}: bytes begin to come, then nothing more does, and the connection stays ({other}). Choose another mirror; Hubkeep leaves one that stalls.",
    "mirror-gated": "{repo} is open only to those who accepted its terms, and {host} is sent no login. Fetch it from huggingface.co, or allow your login for this mirror.",
    "mirror-no-commit": "{host} does not say which commit a file is of, so huggingface_hub and all that builds on it refuse it. Hubkeep may use it: it checks hashes itself.",
    "mirror-header-lost": "{host} names a file's commit and loses it on the next hop within its own host, so huggingface_hub refuses it. Hubkeep may use it.",
    "mirror-no-ranges": "{host} sends files from the beginning only: a download that broke off begins anew there. Prefer another mirror for big files.",
    "mirror-throttled": "{host} is fast for {bytes} MB ({burst} KB a second), then throttles to {rate} KB a second. Count on the slower rate for big files.",
    "mirror-slow": "{host} is slow: {rate} KB a second. Prefer another mirror; from this one a gigabyte takes an hour or more.",
    "mirror-expires": "{host} leads to addresses that die in the middle of a file. Hubkeep asks for new ones; huggingface_hub would fail there.",
    "mirror-breaks-off": "{host}: the connection breaks off in the middle of a file ({other}). Hubkeep goes on where it was; huggingface_hub may begin anew.",
    "mirror-lacks-files": "{host} lacks {count} of the {files} files of {repo}, among them {path}. Hubkeep takes those from elsewhere; other programs fail.",
    "mirror-stale": "{host} is behind: its {repo} is at commit {commit}, the current one is {other}. Use it only where the older files will do.",
    "mirror-behind": "{host} is behind (commits that it lacks: {count}): its {repo} is at commit {commit}, the current one is {other}. Use it only where the older files will do.",
    "mirror-xet-broken": "{host} offers Xet, but that way does not work ({other}): huggingface_hub fails unless HF_HUB_DISABLE_XET=1 is set. Hubkeep does not need it.",
    "mirror-flaky": "{host}: {failed} of {requests} requests failed and worked when tried again. Hubkeep tries again by itself; other programs may stop.",
    "mirror-no-length": "{host} does not say how long {path} is, so huggingface_hub shows no progress and can't tell whether it is whole. Hubkeep can.",
    "mirror-unlisted": "{host} does not list the files of {repo}, so huggingface_hub can't fetch it whole from there. Hubkeep asks another one for the list.",
    "mirror-pages-elsewhere": "{host} leads to {other} for the second page of a list of files: for big repos huggingface_hub goes there. Hubkeep stays with the mirror.",
    "mirror-too-large": "{repo} has a file of more than 50 GB, which huggingface_hub fetches only by Xet, and {host} offers none. Hubkeep fetches it all the same.",
    "mirror-search-refused": "{host} offers no search (status {status}); files are not affected. Search at huggingface.co, or write a repo's whole name.",
    "mirror-routes-missing": "{host} lacks parts of the Hub's API ({routes}); files are not affected. Programs that ask for those need huggingface.co.",
    "mirror-gives-gated": "{host} gives away what the Hub keeps for those who accepted its terms. Accept them yourself before you use such files.",
    # downloads: what is meant
    "not-in-repo": "The repo has no file or folder {path}. Check the spelling and the revision.",
    "address-not-understood": "“{text}” names no repo. Paste a page's address, or write org/name or dataset/org/name.",
    "address-other-page": "{text} is a page of a hub, but none of a repo. Paste the address of a model, a dataset, a space or a kernel.",
    # downloads
    "download-space": "{path}: {missing:size} more are needed for this download. Free some space: what is here is kept, and in the queue it goes on by itself.",
    "download-disk-full": "{path}: the disk has filled up, and {missing:size} more are needed for this download. Free some space: what is here is kept, and in the queue it goes on by itself.",
    "download-archived": "{path} lies in an archive that is not connected. Connect it, or restore or remove the repo first.",
    "download-frozen": "{path} is frozen, so you have it already. Thaw the repo, or remove it to download it anew.",
    "download-in-bucket": "{path} lies in a bucket, so you have it already. Restore the repo, or remove it to download it anew.",
    "download-nothing-chosen": "No file of {repo} is left by what was included and excluded. Choose other files.",
    "download-elsewhere": "Another program is fetching {path} into the same place. Hubkeep waits, and takes over what it brings.",
    "download-files-paused": "All files that are left are paused. Resume some of them to go on.",
    "download-paused": "Download {job} was paused. Resume it with “hubkeep jobs resume {job}”, or in the window.",
    "download-hours": "It waits for the full-speed hours, from {time}. Change them in Settings.",
    "download-offline": "There is no network. It goes on by itself when there is one.",
    "download-metered": "This connection costs by volume, so downloads wait. Change that in Settings.",
    "repair-unknown": "{path}: commit {commit} does not name these bytes any more, so they can't be fetched again.",
    # mirrors: the list
    "mirror-address-page": "{what} is a page or a file of a hub, not the address of a mirror. Write {endpoint} alone.",
    "mirror-known": "{name} is in the list already, as {endpoint}. Choose it there.",
    "mirror-not-own": "{endpoint} is no mirror that you added, so it can't be removed.",
    "mirror-too-many": "The list holds at most {limit} mirrors of your own. Remove some that you don't use first.",
    "mirror-import-empty": "The text names no mirror. Paste one address a line, lines with HF_ENDPOINT=…, or what Hubkeep exported.",
    "mirror-import-damaged": "This is no list that Hubkeep exported ({reason}), so nothing was added. Export it again, or paste one address a line.",
    # mirrors: what is known of them
    "mirror-note-official": "The original: it has every repo at its newest commit. Where it can't be reached, or slowly, a mirror may do better.",
    "mirror-note-hf-mirror": "A proxy that keeps no files itself; who runs it is not known. In April 2026 it limited requests and led big files on to Hugging Face's own hosts, so it may answer while no bytes come. Measure it first.",
    "mirror-note-sufy": "Several programs use it as of 2026; who runs it is not known. Measure it, and send it no login.",
    "mirror-note-aifasthub": "Several programs use it as of 2026; who runs it is not known. Measure it, and send it no login.",
    "mirror-note-gitee": "As of 2026 it holds a part of the Hub's models, and takes only logins of its own. Check that it has your repo.",
    "mirror-note-opencsg": "As of 2026 it holds a part of the Hub's models, and takes only logins of its own. Check that it has your repo.",
    "mirror-note-tuna": "Tsinghua's mirror of Hugging Face was given up in 2021, and another one refused in 2025; many guides still recommend it. Use another mirror.",
    "mirror-note-bfsu": "BFSU's mirror of Hugging Face is gone, as was last known in 2025; old versions of transformers still name it. Use another mirror.",
    "mirror-note-sjtu": "SJTU has no mirror of Hugging Face: in October 2026 this address was not found, although some guides recommend it. Use another mirror.",
    "mirror-note-modelscope": "ModelScope is a hub with an API and names of its own: as of 2026 it can't be used in Hugging Face's place, whatever some guides say. Use another mirror.",
    # mirrors: one of a room's own
    "mirror-room-listen": "“{what}” is no address that nginx can listen on. Write one of this machine's, 0.0.0.0 for all of them, or 127.0.0.1 for itself alone.",
    "mirror-room-port": "{port} is no port. Choose one from 1024 to 65535.",
    "mirror-room-size": "A mirror needs at least 1 GiB, and keeps files for 1 to {days} days. Choose other numbers.",
    "mirror-room-key-missing": "For https a mirror needs both a certificate and its key. Name both files, or none.",
    "mirror-room-itself": "{endpoint} is the mirror itself, so it would ask itself for ever. Choose another upstream or another port.",
    "mirror-room-folder": "“{path}” is no folder by its whole path. Write where the bytes are to be kept, from / on.",
    "mirror-room-folder-long": "{path} is too long a path for nginx's socket in it. Choose a folder of at most {most} bytes.",
    "mirror-room-name": "“{what}” is no name that others could reach this machine by. Write its name or its address, without a port.",
    "mirror-room-network": "“{what}” is no network. Write it like 192.168.1.0/24, or one address.",
    "mirror-room-resolver": "“{what}” is no address of a name server. Write it like 192.168.1.1.",
    "mirror-room-unsafe": "“{what}” can't stand in nginx's configuration: it holds a $ or a control character. Choose another path.",
    "mirror-room-user": "“{user}” can't be the name of a login: it is too long, or holds a colon or a control character. Choose another one.",
    "mirror-room-password": "A login needs a password of up to 255 characters on one line. Type one.",
    "mirror-room-foreign": "{path} was not written by Hubkeep, so nothing was written. Move it away, or choose another folder.",
    "mirror-room-none": "{path} holds no mirror that Hubkeep wrote. Choose its folder, or write one there first.",
    "mirror-room-no-nginx": "nginx is not installed here. Install it, such as with “sudo apt install nginx-light” or “sudo dnf install nginx”, and check again.",
    "mirror-room-old": "nginx {version} is too old; {oldest} is needed. Install a newer one.",
    "mirror-room-lacks": "The nginx here was built without {modules}, which a mirror of large files needs. Install the nginx of your distribution, or one from nginx.org.",
    "mirror-room-refused": "nginx {version} does not take the configuration. Its own words say why; write the mirror anew, or report it.",
    "mirror-room-space": "{path} has {free:size} free, and the mirror may fill {wanted:size}. Free some space, or let it keep less.",
    "mirror-room-proxy": "This machine reaches the Internet through a proxy, and nginx can't. Run the mirror where there is a direct way, or choose an upstream inside of your network.",
    "mirror-room-alone": "Only programs on this machine reach it, for it listens on {listen}. Let it listen on another address for the room.",
    "mirror-room-open": "Everybody who reaches this machine may use it and fill its disk. Name the networks that may, or ask for a login.",
    "mirror-room-no-resolver": "This machine names no name server, so nginx would not find the upstream. Name one.",
    "mirror-room-login": "With a login it serves public repos only: login and Hub token use the same header, and huggingface_hub then sends the login. Use HF_ENDPOINT with {user}:PASSWORD@ in front of the host; in Hubkeep, save {user}:PASSWORD as the token of {endpoint}. Who needs gated repos lists networks instead.",
    "mirror-room-plain-login": "Without a certificate the login crosses the network unencrypted. Use it in a network you trust, or name a certificate and its key.",
    "mirror-room-plain": "Without a certificate everything crosses the network unencrypted, the Hub tokens of those who use one as well. Use it in a network you trust, or name a certificate and its key.",
    "mirror-room-large": "huggingface_hub fetches files over 50 GB by Xet only, which goes past any mirror, so through this one it refuses them. Fetch those without HF_ENDPOINT.",
    "mirror-room-works": "{endpoint} serves {repo}, and keeps what it has served: the second time nothing was asked of the hub.",
    "mirror-room-unreached": "{endpoint} does not answer as the mirror ({reason}). Start it as its README says, or look into its error.log.",
    "mirror-room-forgets": "{endpoint} serves {repo} but keeps nothing ({path}: {said}). Check that it may write to its folder and that the disk has space.",
    "mirror-room-wrong": "{endpoint} does not serve {path} as the hub does ({reason}). Write its configuration anew, and start it again.",
    "mirror-room-not-given": "{endpoint} answers, but has no {repo} that is open to all, so it was not tried. Check the spelling, or try it with another repo.",
    "mirror-room-no-repo": "{repo} holds no file that the mirror could be tried with. Choose another repo.",
    # mirrors: the programs that run
    "program-as-started": "This is what it was started with. A program can change that for itself later, which nobody sees from outside.",
    "program-other": "It was started with another endpoint, or with none. Start it again from a new shell or session to give it the one in use.",
    "program-unreadable": "Its environment can't be read: it belongs to another user, or the program wrote over it. Run Hubkeep as its user to see more.",
    "program-deaf": "It does not look at HF_ENDPOINT. Name the mirror in what it fetches: “ollama pull {host}/org/name”.",
    # mirrors: why they have their place
    "mirror-rank-best": "The best of {count}: {rate} sustained, {ms} ms to the first byte.",
    "mirror-rank-only": "The only one that serves: {rate} sustained, {ms} ms to the first byte.",
    "mirror-rank-slower": "Slower than {best}: {rate} sustained, where that one does {best_rate}.",
    "mirror-rank-latency": "Almost as good as {best}: {rate} where that one does {best_rate}, and {ms} ms to the first byte where that one takes {best_ms} ms.",
    "mirror-rank-fallback": "Asked for what the others lack, since it has every file: {rate} sustained, where {best} does {best_rate}.",
    "mirror-rank-stale": "{rate} sustained, but it is behind, so what is new comes from elsewhere: it counts as {worth}.",
    "mirror-rank-missing": "{rate} sustained, but it lacks {count} of {files} files, which come from elsewhere.",
    "mirror-rank-no-ranges": "{rate} sustained, but it can't send parts of a file, so that nothing goes on where it broke off: it counts as {worth}.",
    "mirror-rank-xet": "{rate} sustained, but the Xet it offers does not work: it counts as {worth}.",
    "mirror-rank-flaky": "{rate} sustained, but {failed} of {tries} tries failed in the last days.",
    "mirror-rank-failing": "{rate} sustained, but {failed} of {requests} requests failed when it was measured last.",
    "mirror-rank-old": "{rate} sustained, but that was {days} days ago. Measure it again.",
    "mirror-rank-shortcoming": "{rate} sustained, but with what else was found it counts as {worth}.",
    "mirror-rank-no-rate": "It answers after {ms} ms, but how fast its bytes come is not known. Measure it again.",
    "mirror-rank-resting": "Downloads leave it alone for a while: {failed} of {tries} tries failed in the last days. It is tried again by itself.",
    "mirror-rank-unknown": "It was not measured to the end, so nobody knows whether it is of use. Measure it again.",
    "mirror-rank-bad": "It was of no use when it was measured last. Measure it again, or choose another one.",
    # archive: policies
    "policy-pinned": "{repo} is pinned, so no policy moves it.",
    "policy-excepted": "{repo} is excepted by name, so this policy leaves it.",
    "policy-no-access": "{repo}: nothing that can be trusted says when it was read last, so it does not move for its age. Archive it by hand, or let a policy go by size alone.",
    # archive: a repo as a plain folder
    "export-which": "{repo} has several revisions here and none of them is main. Say which one: REPO@REVISION.",
    "export-no-revision": "{repo} has no revision {revision} in this cache. “hubkeep ls” shows which it has; or download it first.",
    "export-empty": "Revision {revision} of {repo} holds no file here. Download it first.",
    "export-broken": "{path} of {repo} is not there in the cache. Repair the repo or download it again, then export it.",
    "export-offline": "{path} of {repo} lies in the archive {archive}, which is not connected. Connect that disk, then export again.",
    "export-in-bucket": "{path} of {repo} lies in the bucket {bucket}. Restore the repo first, then export it.",
    "export-frozen": "{path} of {repo} is frozen. Thaw the repo first, then export it.",
    "export-lost": "{path} of {repo} is not in its archive {archive} any more. Repair the repo or download it again, then export it.",
    "export-gone": "{path} could not be read any more. Is its disk still connected? Then export again.",
    "export-inside": "{path} and the cache lie in one another. Choose a folder outside the cache.",
    "export-occupied": "{path} holds other things, so nothing was written there. Name a new or an empty folder.",
    "export-other": "{path} holds an export of {repo}, so nothing was written there. Name a new or an empty folder.",
    "export-edited": "{path} was changed since it was exported, or is none of the export, and would be lost. Move it away, then export again.",
    "export-being-written": "Another program is writing {path}. Wait for it to end, then retry: the rest is kept and goes on.",
    "export-space": "{path} has {free:size} free and {needed:size} are to be copied there. Free some space or choose another disk.",
    "export-fat-large": "{path} has {size:size}, and the disk is formatted as FAT, which ends at 4 GiB for one file. Format it as exFAT, or choose another disk.",
    "export-name": "{path} is a name that a disk formatted as {filesystem} can't keep, or Windows can't open there. Export to another disk and carry the folder as an archive file.",
    "export-names-alike": "{path} and {other} differ in capitals only or are in each other's way, so a disk formatted as {filesystem} can't keep both. Export to another disk and carry the folder as an archive file.",
    "import-no-folder": "{path} is no folder that can be read. Name the folder that holds the files of a repo.",
    "import-which-repo": "Nothing in {path} says which repo it is. Name it: org/name, or dataset/org/name and the like.",
    "import-other-repo": "{path} says that it is {said}, not {repo}. Leave the name out, or name another folder.",
    "import-which-commit": "Nothing in {path} says which commit it is, and a cache keeps files by their commit. Name it with --revision: the whole id, as the repo's page shows it.",
    "import-no-commit": "“{revision}” is no whole commit id, which has 40 digits. Copy it from the repo's page.",
    "import-other-commit": "{path} says that it is commit {said}, not {revision}. Leave the revision out, or name another folder.",
    "import-space": "{path} has {free:size} free and {needed:size} are to be copied there. Free some space, then import again.",
    "import-nothing": "Nothing of {path} was taken: no file in it is what it should be ({example}). Copy the folder anew.",
    "import-empty": "{path} holds no file of {repo}. Name the folder that does.",
    "import-being-written": "Another program is writing {path} of the same repo. Wait for it to end, then try again.",
    "import-wrong": "{path} is not what it should be, so it was not taken: it was changed or damaged on the way. Copy it anew, then import again.",
    "import-pointer": "{path} is only LFS's pointer to the file, so it was not taken. Run “git lfs pull” in the folder, then import again.",
    "import-link": "{path} is no regular file, or a link that leads out of the folder, so it was not taken.",
    "import-contradicts": "{path} is another file here, in the same commit, so it was not taken. The folder's notes are wrong; copy it anew.",
    "import-unclaimed": "{count} file(s) of the folder are not of that commit and were left there, among them {path}.",
    "import-unverified": "Nothing in the folder says what its {count} file(s) should be: they were taken as they are. “hf cache verify” compares them with the Hub.",
    # library
    "not-a-repo-name": "{what} is no repo name. Write org/name, or dataset/org/name and the like.",
    "not-cached": "{what} is not in this cache. “hubkeep ls” shows what is.",
    "no-cache-open": "No cache is open. Choose a folder first.",
    "outside-cache": "{path} is outside the cache, so it is left alone.",
    "foreign-left-alone": "{path} is no repo of the Hub, so Hubkeep leaves it alone. Remove it in your file manager.",
    "in-use": "{repo} is in use by process {pid} ({command}). End it first; nothing was removed.",
    "nothing-to-undo": "Job {job} did nothing that could be taken back.",
    "trash-emptied": "{path} is not in the trash any more, so it can't come back.",
    "in-use-xet": "{path} is in use by a download. Wait for it to end, then try again.",
    "relocate-inside": "{target} and {source} lie in one another. Choose a folder outside the cache.",
    "relocate-occupied": "{target} is not an empty folder. Choose an empty or a new one.",
    "relocate-link": "{target} is a link that programs may still use. Remove it first, or choose a folder beside it.",
    "relocate-mount": "{source} is a mounted volume itself and can't be renamed. Mount the new disk there instead.",
    "relocate-space": "{target} has {free} bytes free and {needed} are needed. Free some space there first.",
    "relocate-mismatch": "{path} reads back otherwise than it was written: the target disk is not reliable. "
    "The old cache is untouched.",
    # archive
    "archive-newer": "The archive {path} was written by a newer Hubkeep. Update Hubkeep to use it.",
    "archive-mark": "{path} can't be read as an archive's mark, so nothing was written there. Choose another folder, or restore that file.",
    "archive-manifest": "{path} is damaged or of a newer Hubkeep, so it was left alone. Update Hubkeep, or restore that file from a backup.",
    "archive-being-written": "{path} is being written by a download. Wait for it to end, then try again.",
    "archive-not-there": "There is no archive at {path}, or its disk is not connected. Connect it, or name the folder that holds hubkeep-archive.json.",
    "archive-moved": "{count} repo(s) lead to {before}, where their archive is not any more: it is at {path}. Relink them, and programs load them again.",
    "archive-refetched": "{count} repo(s) were downloaded again while {path} was not connected, so {bytes:size} are twice. Put their links back to free the space here; the archive's copies are checked first.",
    "archive-orphan": "No link of this cache leads to {count} repo(s) in {path} ({bytes:size}). Adopt them to have them back, or delete them there, unless another cache or machine uses them.",
    "archive-copy-damaged": "{count} archived file(s) are not what was archived, among them {path}. The copies in the cache stay; archive them anew, and check that disk.",
    "archive-no-orphan": "A link of this cache leads to all that {path} has of {what}, so none of it was deleted. Restore or remove the repo instead.",
    "archive-orphans-in-bucket": "{path} is a bucket, and whoever else uses it can't be known, so nothing was deleted. Delete the objects with your storage's own tools.",
    "archive-has-not": "The archive {path} has nothing of {what}. Look again what it has.",
    "archive-needs-links": "{path} is on a volume without symbolic links, so archived repos can't be entered there. Switch them on (on Windows: Developer Mode), or copy the files back from the archive.",
    "archive-inside": "{to} lies in the cache itself. Choose a folder outside of it, best on another volume.",
    "archive-is-cache": "{to} is a cache of its own. Choose another folder for the archive.",
    "archive-no-folder": "{to} is no folder. Choose a folder for the archive.",
    "archive-occupied": "{path} is there already and not from Hubkeep. Choose an empty folder, or one that holds an archive.",
    "archive-space": "{to} has {free:size} free and {needed:size} are needed. Free some space there first, or choose fewer repos.",
    "archive-links-impossible": "Links can't be made in {path}, so nothing would lead programs to an archive. Turn on Developer Mode in Windows' settings and try again.",
    "archive-gone": "The archive {path} is not where it was a moment ago. Connect its disk and try again; nothing was lost.",
    "archive-corrupt": "{count} file(s) hold wrong bytes, among them {path}, and stay in the cache; {moved:size} were archived. Repair the repo, then archive it again.",
    "archive-already": "{count} file(s), {bytes:size}, are in an archive already.",
    "archive-lost": "{count} file(s), among them {path}, have lost their bytes or lead elsewhere. Repair the repo first.",
    "archive-odd-name": "{count} file(s), {bytes:size}, among them {path}, have names that say nothing of their contents, so that a copy could not be checked. They stay.",
    "archive-hard-linked": "{count} file(s), {bytes:size}, among them {path}, have a second name elsewhere, so that moving them would free nothing. Delete the other name first, or leave them.",
    "archive-no-links": "{count} file(s), {bytes:size}, stand in the revisions themselves, without links, so that programs could not find them in an archive. Export the repo to a folder and delete it here, or download it again where links can be made.",
    "archive-nothing-big": "No file is {smallest:size} or larger, so all of it stays in the cache.",
    "archive-same-volume": "{to} is on the volume of the cache, so that nothing is freed. Choose a folder on another volume.",
    "archive-repo-name": "{path} is named after no repo that the Hub could have, so it stays.",
    "restore-nothing": "{repo} has nothing in an archive.",
    "restore-damaged": "{count} file(s) of the archive hold wrong bytes, among them {path}, so they were not brought back; {moved:size} were. Repair the repo: just those are fetched again.",
    "restore-space": "{path} has {free:size} free and {needed:size} are needed. Free some space there first, or restore fewer repos.",
    # archive: buckets
    "bucket-address": "“{what}” is no address of a bucket. Write it like s3://bucket/prefix, and nothing of a login.",
    "bucket-endpoint": "“{what}” is no address of an S3 server. Write it like https://minio.example.org:9000.",
    "bucket-endpoint-plain": "{host} would be reached without encryption, so anyone on the way could read and change what goes there. Write https:// in front; http:// is for your own network.",
    "bucket-region": "“{what}” is no name of a region. Write it like eu-central-1.",
    "bucket-which-endpoint": "{bucket} is known at several servers, {first} and {second} among them. Name the one that is meant: {bucket}?endpoint=…",
    "bucket-no-keys": "No keys for the bucket {bucket} ({reason}). Keep them with “hubkeep bucket login”, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    "bucket-keys-malformed": "These are no keys of a bucket: one is empty, or holds spaces or signs that no key has. Copy both again from the server's console.",
    "bucket-no-keyring": "No keyring of the system answers, so Hubkeep keeps no keys. Unlock it and try again, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: Hubkeep uses those too.",
    "bucket-missing": "{host} has no bucket {bucket}. Check the spelling and the server, or create it there first.",
    "bucket-key": "{host} does not know the access key. Check the key, and that it is of this server; keep it anew with “hubkeep bucket login”.",
    "bucket-secret": "{host} knows the access key, but the secret that belongs to it is another one. Keep both anew with “hubkeep bucket login”.",
    "bucket-key-expired": "The keys for {host} have expired. Log in anew (such as with “aws sso login”), or keep lasting ones with “hubkeep bucket login”.",
    "bucket-denied": "{host} does not let these keys do this with the bucket {bucket} (status {status}: {reason}). They need to list, read, write and delete; ask who runs it.",
    "bucket-clock": "The clock of this machine and that of {host} differ by too much, so nothing is accepted. Set the clock right and try again.",
    "bucket-other-region": "The bucket {bucket} is in another region of {host}. Name its region: s3://{bucket}?region=….",
    "bucket-full": "The quota of the bucket {bucket} at {host} is used up. Free some space there or have it raised, then try again; nothing was lost.",
    "bucket-busy": "{host} asks for fewer requests. Hubkeep goes on by itself more slowly.",
    "bucket-failing": "{host} has trouble of its own (status {status}: {reason}). It is tried again; if that does not help, try later, and it goes on where it was.",
    "bucket-refused": "{host} refuses a request about the bucket {bucket} (status {status}: {reason}). Check that it speaks S3.",
    "bucket-unreachable": "{host} can't be reached ({reason}). Check the address and the network, then try again: it goes on where it was.",
    "bucket-tls": "{host}: the secure connection failed ({reason}). Check the clock, and the certificates in Settings.",
    "bucket-proxy": "The proxy does not let Hubkeep through to {host} ({reason}). Check the proxy in Settings.",
    "bucket-proxy-kind": "{host} can't be reached through a proxy of the kind {kind}. Name an HTTP proxy in Settings, or none.",
    "bucket-object-missing": "The bucket {bucket} does not have {name} any more: somebody deleted it there. Bring it back on the server if that keeps older versions, or download the repo anew.",
    "bucket-damaged": "{name} in the bucket {bucket} does not hold what was put there. Nothing of it was taken over; bring an older version back on the server, or download the repo anew.",
    "bucket-kept-otherwise": "The bucket {bucket} does not give back what was sent as {name}, so the file stays in the cache. Try again, or use another server.",
    "bucket-forgets": "The server of the bucket {bucket} forgets the upload of {name} again and again. Check its rules for uploads that are not complete, and try again.",
    "bucket-nonsense": "The bucket {bucket} sent another part of {name} than was asked for. Try again, or look at what stands between.",
    "bucket-source-wrong": "{path} does not hold what its name says, so it stays in the cache. Repair the repo, then archive it.",
    "bucket-manifest": "{name} in the bucket {bucket} is damaged or of a newer Hubkeep, so it was left alone. Update Hubkeep, or bring an older version back on the server.",
    "bucket-no-archive": "The bucket {bucket} holds no archive under this prefix. Check the prefix, or archive something there first.",
    # frozen
    "frozen-damaged": "{path} is damaged, or of a newer Hubkeep: it does not give back the bytes that were frozen. Restore that file from a backup, or delete the repo and download it anew.",
    "freeze-nothing": "{repo} has no big file that is not frozen yet.",
    "freeze-no-gain": "{path}, {bytes:size}, would hardly get smaller, so it stays as it is: what is compressed or quantized already does not freeze.",
    "freeze-shared": "{path} is used by {repo} as well, so it stays as it is. Freeze both together.",
    "freeze-corrupt": "{count} file(s) hold wrong bytes, among them {path}, and stay as they are; {moved:size} were frozen. Repair the repo, then freeze it again.",
    "freeze-unlike": "{path} reads back otherwise than it was frozen: the disk or the memory is not reliable. The file itself is untouched.",
    "thaw-nothing": "{repo} has nothing that is frozen.",
    "thaw-damaged": "{count} frozen file(s) give wrong bytes, among them {path}, and stay as they are; {moved:size} were thawed. Repair the repo: just those are fetched again.",
    "thaw-space": "{path} has {free:size} free and {needed:size} are needed. Free some space there first, or thaw fewer repos.",
    # cache
    "corrupt": "{count} file(s) hold wrong bytes, among them {path}. Repair the repo: just that is fetched again.",
    "unreadable": "{path} can't be read ({reason}). Check its permissions.",
    "dangling": "{count} file(s) lost their bytes, among them {path}. Repair the repo to bring them back.",
    "outside": "{count} file(s) are links that leave the cache, among them {path}. They are left alone.",
    "bad-ref": "The ref {ref} holds no commit. Download the repo again to write it anew.",
    "ref-without-snapshot": "The ref {ref} names commit {commit}, which is not cached. Download it again.",
    "no-snapshot": "No revision is complete here: a download broke off, or parts were deleted by hand.",
    "broken-off": "{count} download(s) broke off, {bytes} bytes so far. Download again, or prune them.",
    "strange-files": "{count} thing(s) in the folder are none of the Hub's, among them {path}.",
    "archive-offline": "On disk {path}, not connected: {count} file(s). Connect it, and programs load them again.",
    "frozen": "{count} file(s) are frozen, among them {path}: thaw the repo before a program can load it.",
    "in-bucket": "{count} file(s) lie in the bucket {bucket}, among them {path}: restore the repo first, then programs can load it.",
    "foreign-file": "{path} is a file that does not belong to a hub cache.",
    "foreign-folder": "{path} is a folder that does not belong to a hub cache.",
    "foreign-store": "blobs/ has no marker of a shared store, so neither huggingface_hub nor Hubkeep uses it.",
    "foreign-link": "{path} is a link to {target}; links at the top of a cache are not followed.",
    "foreign-repo-link": "{path} is a link to {target}: a repo moved by hand. Its size is not counted here.",
    "hostile-path": "The repo names a file {path}, which would not stay in its folder. It was refused; use another repo, or tell its owner.",
    "path-not-on-windows": "The repo names a file {path}, which Windows can't keep. Choose the other files without it.",
    "hostile-revision": "{revision} can't be a revision. Write the name of a branch or tag, or a whole commit id.",
    "leads-out": "{path} leads out of its folder by a link, so nothing was written there. Remove the link and try again.",
    "blob-damaged": "{path} is damaged in the cache: its bytes are not what they should be. Repair the repo with “hubkeep repair”, then try again.",
    "bad-digest": "“{digest}” is no hash of a file, so nothing can be kept under it. Try another mirror.",
    "archive-unknown": "No archive {what} was met here yet. “hubkeep archives” lists those that were; “hubkeep adopt FOLDER” opens one that was filled elsewhere.",
    "archive-bucket-no-folder": "{what} is a bucket: it has no folder that could be shown.",
    "archive-frozen": "{path} is frozen in an archive ({target}). Thaw the repo, or delete it to download it anew.",
    "archive-in-bucket": "{path} lies in a bucket ({target}). Restore the repo, or delete it to download it anew.",
    "archive-not-connected": "{path} lies in an archive that is not connected ({target}). Connect it and try again, or delete the repo to download it anew.",
    "cache-missing": "There is no cache at {path} yet. It appears with the first download.",
    "cache-unreadable": "The cache {path} can't be read ({reason}). Check its permissions, or choose another folder.",
    # formats
    "formats-cut-short": "{path} ends before its contents do: the file is incomplete. Download it again.",
    "formats-trailing-bytes": "{path} has {extra} bytes too many at its end. Verify it or download it again.",
    "formats-not-format": "{path} is not a {format} file, whatever its name says. Download it again.",
    "formats-damaged": "{path}: the {format} header is damaged at {where}. Verify it or download it again.",
    "formats-unsupported": "{path}: {format} version {version} is not known here; a newer Hubkeep may read it.",
    "formats-too-large": "{path} is {size} bytes long, more than the {limit} expected of such a file; left unread.",
    "formats-left-unread": "{path} was left unread: this repo holds more than is read for a description.",
    "formats-not-json": "{path} is not valid JSON and was ignored. Verify it or download it again.",
    "formats-wrong-value": "{path}: the value of {key} makes no sense and was ignored.",
    "formats-not-yaml": "{path}: the block at its top is not valid YAML; licence and tags may be missing.",
    "formats-parts-missing": "{path}: {missing} of its {total} parts are not here. Download the rest.",
    # system
    "system-not-a-file": "{path} is not a regular file, so it was left alone.",
    "system-target-exists": "{path} is there already, so nothing was written. Move it away and try again.",
    "system-changed-while-copied": "{path} changed while it was copied; the copy was dropped. Try again.",
    "system-no-trash": "{path}: its volume has no place for a trash. Delete it for good instead.",
    "system-restore-occupied": "{path} exists again, so nothing was put back. Move it away and try again.",
    "system-trash-emptied": "{path} is not in the trash any more; it was emptied or put back elsewhere.",
    "system-trash-of-system": "{path} lies in the system's own trash. Put it back or delete it from there.",
    "system-no-file-manager": "{path}: no file manager answered. Copy the path and open it by hand.",
    "system-variable-unsafe": "{name} cannot be set: its name or its value has unsafe characters.",
    "system-changed-meanwhile": "{path} changed since the preview, so nothing was written. Look again.",
    # query
    "bad-filter": "The filter does not understand “{part}”. Try a word, type:model, size>10GB or read>90d.",
    # link
    "engine-restarted": "The engine stopped before it answered and was started again. Try once more.",
    "engine-failed": "The engine stops as soon as it starts ({reason}).",
    # cache and library
    "refs-only": "No file is kept here, only the name of a commit: the files went to a folder of their own.",
    # state and jobs
    "database-damaged": "{path} was damaged and has been moved aside. Try again: Hubkeep begins a new one.",
    "path-not-unicode": "{path}: its name is no valid Unicode, which Hubkeep needs of this folder. Rename it.",
    "undo-occupied": "{path} exists again, so job {job} was not undone. Move it away and try again.",
    "relocate-came-into-use": "{repo} came into use by process {pid} ({command}) meanwhile. End it, then move "
    "again: the copy in {target} is kept and goes on.",
    "job-unfinished": "Job {job} is not finished. Let it end or cancel it, then try again.",
}
"""Code to sentence. Each room's sentences stand together."""
