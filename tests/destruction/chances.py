"""Dice for what people try on registers: who, which of them, with which words."""

from destruction.models import LineState, Method, RegisterState

PEOPLE = (
    "archivist", "colleague", "head", "director", "service_head", "engineer", "room_head",
    "witness", "second", "accountant",
)  # fmt: skip
TRIES = {}


def one_of(*what):
    return lambda chance: chance.choice(what)


def up_to(most):
    return lambda chance: chance.randint(0, most)


def few(chance):
    """Up to three of the four things, or lines."""
    return set(chance.sample(range(4), chance.randint(0, 3)))


def usually(name):
    """Mostly the right person, sometimes anybody."""
    return lambda chance: name if chance.random() < 0.7 else chance.choice(PEOPLE)


def tried(*, times=1, **facts):
    """A step that anybody may try, with what it is tried with; some are tried more often."""

    def note(step):
        for once in range(times):
            TRIES[step.__name__, once] = (step, facts)
        return step

    return note


some = up_to(5)
"""Which of them, counted round."""
words = one_of("经办理由", "经办理由", "经办理由", " ")
methods = one_of(Method.SHREDDER, Method.SHREDDER, Method.TEARING, Method.BREAKING)


def reached(register, stage):
    """Whether a register has come as far as a stage."""
    lines = register.lines.filter(state=LineState.LISTED)
    order = ["drafting", "approving", "waiting", "executing", "signing"]
    standing = register.witnesses.filter(dismissed_at=None)
    confirmed = all(line.confirmations.count() == standing.count() for line in lines)
    facts = {
        "drawn_up": True,
        "proposed": register.state != RegisterState.DRAFTING,
        "agreed": register.approved_at is not None,
        "quarantined": register.moved_at is not None,
        "checked": register.checked_at is not None,
        "planned": standing.count() == 2,
        "started": order.index(register.state) >= 3,
        "confirmed": order.index(register.state) >= 3 and confirmed,
        "destroyed": order.index(register.state) >= 3 and not lines.exists(),
        "finished": order.index(register.state) >= 4,
    }
    return facts[stage]
