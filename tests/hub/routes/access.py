"""Who may see and read what, and how a hub says no."""

from __future__ import annotations

from tests.hub.content import Commit, Repo
from tests.hub.faults import StaleCommit
from tests.hub.messages import Answer, error_answer, redirect_answer
from tests.hub.routes.context import Context


class Refusal(Exception):
    """The answer is this refusal, or a redirect to where the repo is now."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def user_of(context: Context) -> str | None:
    """Who asks; None without a token. An unknown token is refused, even for a public repo."""
    token = context.request.token
    if token is None:
        return None
    user = context.content.user(token)
    if user is None:
        raise Refusal(error_answer(401, "Invalid credentials in Authorization header"))
    return user


def visible(context: Context) -> Repo:
    """The repo that is asked about, where the asker may know of it; its files may still be gated."""
    user = user_of(context)
    target = context.target
    moved = context.content.moved_to(target.repo_id, target.kind)
    if moved is not None:
        # Only the id changes, and only where it stands for the repo.
        location = context.request.url.replace(f"/{target.repo_id}", f"/{moved}", 1)
        raise Refusal(redirect_answer(307, location))
    repo = context.content.repo(target.repo_id, target.kind)
    if repo is None or (repo.about.private and user not in repo.about.readers):
        # Whether a repo is there is nobody's business who may not read it.
        if user is None:
            raise Refusal(error_answer(401, "Invalid username or password.", "RepoNotFound"))
        raise Refusal(error_answer(404, "Repository not found", "RepoNotFound"))
    if repo.about.disabled:
        raise Refusal(error_answer(403, "Access to this resource is disabled."))
    return repo


def readable(context: Context) -> Repo:
    """The repo that is asked about, where the asker may read its files."""
    repo = visible(context)
    if repo.about.gated:
        user = user_of(context)
        what = f"Access to {repo.kind.value} {repo.id} is restricted"
        if user is None:
            message = f"{what}. You must have access to it and be authenticated to access it. Please log in."
            raise Refusal(error_answer(401, message, "GatedRepo"))
        if user not in repo.about.readers:
            place = f"{context.endpoint}/{repo.kind.prefix}{repo.id}"
            message = f"{what} and you are not in the authorized list. Visit {place} to ask for access."
            raise Refusal(error_answer(403, message, "GatedRepo"))
    return repo


def commit_of(context: Context, repo: Repo, revision: str) -> Commit:
    """The commit that a revision names now."""
    commit = repo.resolve(revision)
    if commit is None:
        raise Refusal(error_answer(404, f"Invalid rev id: {revision}", "RevisionNotFound"))
    if repo.moves(revision) and (stale := context.effects.take(StaleCommit)):
        history = commit.history()
        commit = history[min(stale.behind, len(history) - 1)]
    return commit
