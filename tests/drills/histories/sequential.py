"""An account and its sessions as a program without concurrency: what each request does and may answer.

A session is its name and the generation of its live refresh token; one that ended is not there. Why something is refused
is not looked at: a reset between two checks of one request may change the reason, never the outcome."""

import dataclasses

DONE, REFUSED = "done", "refused"


@dataclasses.dataclass(frozen=True)
class State:
    password: str
    sessions: frozenset = frozenset()  # (session, generation)
    links: frozenset = frozenset()  # open ones
    disabled: bool = False


class Sequential:
    def __init__(self, repeats):
        self.repeats = repeats  # whether the token before the newest is answered with the newest

    def step(self, state, operation):
        for after, answer in getattr(self, operation.what)(state, *operation.about):
            if operation.answer is None or operation.answer == answer:
                yield after

    def login(self, state, password, session):
        """`session` is what its answer brought; nothing else could tell of it."""
        if state.disabled or state.password != password:
            yield state, (REFUSED,)
        else:
            yield dataclasses.replace(state, sessions=state.sessions | {(session, 1)}), (DONE,)

    def look(self, state, session):
        alive = any(name == session for name, _ in state.sessions)
        yield state, (DONE,) if alive and not state.disabled else (REFUSED,)

    def refresh(self, state, session, presented):
        newest = dict(state.sessions).get(session)
        if newest is None:
            yield state, (REFUSED,)
        elif presented == newest:
            if state.disabled:
                yield state, (REFUSED,)
            else:
                others = state.sessions - {(session, newest)}
                yield dataclasses.replace(state, sessions=others | {(session, newest + 1)}), (DONE, newest + 1)
        elif self.repeats and presented == newest - 1:
            yield state, (REFUSED,) if state.disabled else (DONE, newest)
        else:
            yield dataclasses.replace(state, sessions=state.sessions - {(session, newest)}), (REFUSED,)

    def logout(self, state, session):
        yield dataclasses.replace(state, sessions=self._but(state, session)), (DONE,)

    def change(self, state, session, old, new):
        kept = state.sessions - self._but(state, session)
        if not kept or state.disabled or state.password != old:
            yield state, (REFUSED,)
        else:
            yield dataclasses.replace(state, password=new, sessions=kept, links=frozenset()), (DONE,)

    def reset(self, state, link, new):
        if link not in state.links or state.disabled:
            yield state, (REFUSED,)
        else:
            yield State(password=new), (DONE,)

    def disable(self, state):
        yield dataclasses.replace(state, sessions=frozenset(), disabled=True), (DONE,)

    def activate(self, state):
        yield dataclasses.replace(state, disabled=False), (DONE,)

    @staticmethod
    def _but(state, session):
        return frozenset(each for each in state.sessions if each[0] != session)
