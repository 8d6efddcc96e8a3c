"""Every order of steps: what is forbidden is refused with its clause, and promises hold always.

Random people try random steps on several registers, right ones and wrong ones in any order.
"""

from datetime import timedelta
from random import Random
from unittest import mock

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from archive_office.regulation import Clause, RegulationError
from destruction.models import (
    AppraisalLine,
    DestructionRegister,
    LineState,
    Method,
    RegisterLine,
    RegisterState,
    Twins,
    Witness,
)
from destruction.procedures import (
    approving,
    closing,
    executing,
    quarantine,
    registers,
    witnesses,
)
from destruction.rules.approving import next_approvals, post_for
from destruction.rules.wait import unmoved, wait_ends
from dossiers.models import Document, Hold, HoldingState
from dossiers.procedures.custody import move_custody
from dossiers.procedures.retention import lift_hold, place_hold
from tests.destruction.chances import (
    PEOPLE,
    TRIES,
    few,
    methods,
    one_of,
    reached,
    some,
    tried,
    up_to,
    usually,
    words,
)
from tests.destruction.promises import PROMISES, day_of, for_ever
from tests.destruction.registers import BASIS, CHECKED, destroying_office
from tests.destruction.test_erasing import scan
from tests.destruction.world import DESTROY, NOW, again
from tests.factories import PASSWORD, DocumentFactory
from tests.steps import clause

pytestmark = pytest.mark.django_db

AWAY = (HoldingState.ON_LOAN, HoldingState.IN_READING_ROOM, HoldingState.IN_HANDOVER)
STAGES = (
    "ready", "drawn_up", "proposed", "agreed", "quarantined", "checked", "planned", "started",
    "confirmed", "destroyed", "finished",
)  # fmt: skip
WORLD = {}


class Orders(RuleBasedStateMachine):
    """One office, its condemned things, and everything anybody may try."""

    def __init__(self):
        super().__init__()
        self.here, self.things = WORLD["office"], WORLD["things"]
        self.now, self.kept, self.told = NOW, {}, WORLD["told"]
        self.changed = True
        self.example = transaction.atomic()
        self.example.__enter__()
        self.clock = mock.patch.object(clock, "now", side_effect=lambda: self.now)
        self.clock.start()

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # --- what the rules are made of ---------------------------------------------------------

    def attempt(self, name, step):
        """It succeeds, with every promise of the database kept, or it is refused by a clause."""
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                step()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except RegulationError as error:
            refusals = error.refusals
            self.told.update((name, each.clause) for each in refusals)
        else:
            self.told.add((name, "done"))
            self.changed = True
            return
        assert refusals
        assert all(isinstance(each.clause, Clause) for each in refusals)
        assert all(str(each.reason).strip() for each in refusals)

    def person(self, name):
        return User.objects.get(pk=getattr(self.here, name).pk)

    def by(self, name):
        return {"by": self.person(name), "now": self.now}

    def one(self, model, which, **fitting):
        """The row that is meant, counted round: mostly one that fits the step, sometimes any."""
        rows = model._default_manager.order_by("-pk")
        rows = list(rows.filter(**fitting) if which else rows)
        return rows[which % len(rows)] if rows else None

    def register(self, which, *states):
        return self.one(DestructionRegister, which, state__in=states or RegisterState.values)

    def line(self, which, *states):
        return self.one(RegisterLine, which, state="listed", register__state__in=states)

    def named(self, which):
        """The last verdicts on these things, whether they still stand or not."""
        chosen = [self.things[each] for each in sorted(which)]
        found = [
            AppraisalLine.objects.filter(document=each).last()
            if isinstance(each, Document)
            else AppraisalLine.objects.filter(holding=each, document=None).last()
            for each in chosen
        ]
        return [each for each in found if each is not None]

    @initialize(number=st.integers(0, 2**32))
    def begin(self, number):
        """A first register that has come some way already."""
        chance = self.chance = Random(number)
        stage = chance.choice(STAGES)
        if chance.random() < 0.2:
            self.here.set("destruction_approval_chain", "full")
            stage = chance.choice(STAGES[:3])
        chance.seed(f"{number} at {stage}")
        if stage == "ready":
            return
        lines = self.named({0, 2})
        drawn = registers.draw_up_register(
            self.here.centre, lines, basis=BASIS, **self.by("archivist")
        )
        for _ in range(60):
            if reached(again(drawn), stage):
                break
            self.carry_on(again(drawn))

    @rule(number=st.integers(0, 2**32))
    def somebody_tries_something(self, number):
        """One throw of the dice; what came before counts, so that equal numbers differ."""
        chance = self.chance
        chance.seed(f"{number} after {chance.random()}")
        step, facts = TRIES[chance.choice(list(TRIES))]
        step(self, **{name: choose(chance) for name, choose in facts.items()})

    # --- the right step of the right person ---------------------------------------------------

    @tried(times=6, which=some)
    def the_next_step(self, which):
        register = self.register(which)
        if register is not None:
            self.carry_on(register)

    @tried(times=3, which=some)
    def the_next_steps(self, which):
        register = self.register(which)
        for _ in range(4):
            if register is not None:
                self.carry_on(again(register))

    def carry_on(self, register):
        step = getattr(self, f"_on_{register.state}", None)
        if step is not None:
            self.attempt(f"next:{register.state}", lambda: step(register))

    def _on_drafting(self, register):
        registers.freeze_register(register, **self.by("archivist"))

    def _on_approving(self, register):
        for wanted in next_approvals(register, list(register.decisions.all())):
            found = [name for name in PEOPLE if post_for(self.person(name), register, wanted)]
            self._decide(register, found[0], wanted.name, "approved")
            return

    def _on_waiting(self, register):
        left = list(unmoved().filter(register=register))
        ends = wait_ends(register)
        if left:
            quarantine.move_to_quarantine(left, self.here.apart, **self.by("archivist"))
        elif day_of(self.now) < ends:
            self.now += timedelta(days=(ends - day_of(self.now)).days)
        elif register.checked_at is None:
            quarantine.check_again(register, text=CHECKED, **self.by("head"))
        else:
            self._prepare(register)

    def _prepare(self, register):
        standing = register.witnesses.filter(dismissed_at=None)
        if register.planned_on is None:
            day = day_of(self.now) + timedelta(days=1)
            by = self.by("room_head")
            witnesses.plan_destruction(register, self.here.place(), day, **by)
        elif standing.count() < 2:
            taken = {each.person_id for each in standing}
            pool = (self.here.witness, self.here.second, self.here.accountant)
            person = next(each for each in pool if each.pk not in taken)
            witnesses.appoint_witness(register, person, **self.by("room_head"))
        elif any(day_of(each.appointed_at) >= day_of(self.now) for each in standing):
            self.now += timedelta(days=1)
        else:
            executing.start_destruction(register, **self.by("room_head"))

    def _on_executing(self, register):
        line = register.lines.filter(state=LineState.LISTED).first()
        if line is None:
            executing.finish_destruction(register, **self.by("room_head"))
            return
        for each in register.witnesses.filter(dismissed_at=None):
            if not line.confirmations.filter(witness=each).exists():
                by = {"by": User.objects.get(pk=each.person_id), "now": self.now}
                executing.confirm_line(register, line.code, **by)
                return
        executing.destroy_line(line, Method.SHREDDER, **self.by("room_head"))

    def _on_signing(self, register):
        signed = set(register.signatures.values_list("signer", flat=True))
        standing = register.witnesses.filter(dismissed_at=None).values_list("person", flat=True)
        for pk in {register.started_by_id, *standing} - signed:
            self._sign(register, User.objects.get(pk=pk), register.record_hash)
            return

    # --- anything by anybody ------------------------------------------------------------------

    @tried(which=few, who=usually("archivist"), basis=words)
    def draw_up(self, which, who, basis):
        lines = self.named(which)
        self.attempt("draw up", lambda: registers.draw_up_register(
            self.here.centre, lines, basis=basis, **self.by(who)))  # fmt: skip

    @tried(which=some, things=few, who=usually("archivist"))
    def add(self, which, things, who):
        if register := self.register(which, "drafting"):
            lines = self.named(things)
            self.attempt("add", lambda: registers.add_register_lines(
                register, lines, **self.by(who)))  # fmt: skip

    @tried(which=some, who=usually("archivist"))
    def remove(self, which, who):
        if line := self.line(which, "drafting"):
            self.attempt("remove", lambda: registers.remove_register_line(line, **self.by(who)))

    @tried(which=some, who=usually("archivist"), twins=one_of(*Twins), reason=words)
    def settle(self, which, who, twins, reason):
        if line := self.line(which, "drafting"):
            self.attempt("settle", lambda: registers.settle_twins(
                line, twins, reason=reason, **self.by(who)))  # fmt: skip

    @tried(times=3, which=some, who=usually("colleague"))
    def freeze(self, which, who):
        if register := self.register(which, "drafting"):
            self.attempt("freeze", lambda: registers.freeze_register(register, **self.by(who)))

    @tried(times=3, which=some, who=usually("archivist"), reason=words)
    def thaw(self, which, who, reason):
        if register := self.register(which, "approving"):
            self.attempt("thaw", lambda: registers.thaw_register(
                register, reason=reason, **self.by(who)))  # fmt: skip

    @tried(which=some, who=usually("head"), reason=words)
    def void(self, which, who, reason):
        if register := self.register(which):
            self.attempt("void", lambda: registers.void_register(
                register, reason=reason, **self.by(who)))  # fmt: skip

    @tried(
        times=3,
        which=some,
        who=usually("director"),
        step=one_of("director", "director", "leader"),
        outcome=one_of("approved", "approved", "refused", "maybe"),
        vetoes=few,
        reason=words,
    )
    def decide(self, which, who, step, outcome, vetoes, reason):
        if register := self.register(which, "approving"):
            lines = list(register.lines.all())
            struck = {lines[each].pk: reason for each in vetoes if each < len(lines)}
            self.attempt("decide", lambda: self._decide(
                register, who, step, outcome, reason=reason, vetoes=struck))  # fmt: skip

    def _decide(self, register, who, step, outcome, **said):
        proof = prove_identity(self.person(who), PASSWORD, now=self.now)
        seen = register.content_hash
        approving.decide_register(register, step, outcome, proof, seen, **said, **self.by(who))

    @tried(which=few, who=usually("archivist"), live=one_of(False, False, True))
    def move(self, which, who, live):
        lines = [line for line in (self.line(each, "waiting") for each in sorted(which)) if line]
        box = self.here.live if live else self.here.apart
        self.attempt("move", lambda: quarantine.move_to_quarantine(lines, box, **self.by(who)))

    @tried(times=3, which=some, who=usually("archivist"), reason=words, other=one_of(False, True))
    def withdraw(self, which, who, reason, other):
        if line := self.line(which, "waiting", "executing"):
            slot = self.here.live if other else None
            self.attempt("withdraw", lambda: quarantine.withdraw_line(
                line, reason=reason, slot=slot, **self.by(who)))  # fmt: skip

    @tried(times=3, which=some, who=usually("head"), text=words, struck=few)
    def check(self, which, who, text, struck):
        if register := self.register(which, "waiting"):
            lines = list(register.lines.all())
            off = {lines[each].pk: text for each in struck if each < len(lines)}
            self.attempt("check", lambda: quarantine.check_again(
                register, text=text, withdraw=off, **self.by(who)))  # fmt: skip

    @tried(which=some, who=usually("room_head"), days=one_of(-1, 0, 1, 2))
    def plan(self, which, who, days):
        if register := self.register(which, "waiting"):
            day = day_of(self.now) + timedelta(days=days)
            self.attempt("plan", lambda: witnesses.plan_destruction(
                register, self.here.place(), day, **self.by(who)))  # fmt: skip

    @tried(which=some, who=usually("room_head"), whom=one_of(*PEOPLE))
    def appoint(self, which, who, whom):
        if register := self.register(which, "waiting"):
            person = self.person(whom)
            self.attempt("appoint", lambda: witnesses.appoint_witness(
                register, person, **self.by(who)))  # fmt: skip

    @tried(which=some, who=usually("director"), reason=words)
    def dismiss(self, which, who, reason):
        if witness := self.one(Witness, which, dismissed_at=None):
            self.attempt("dismiss", lambda: witnesses.dismiss_witness(
                witness, reason=reason, **self.by(who)))  # fmt: skip

    @tried(times=3, which=some, who=usually("room_head"))
    def start(self, which, who):
        if register := self.register(which, "waiting"):
            self.attempt("start", lambda: executing.start_destruction(register, **self.by(who)))

    @tried(times=3, which=some, thing=up_to(3), who=usually("second"), whole=one_of(False, True))
    def confirm(self, which, thing, who, whole):
        if register := self.register(which, "executing"):
            meant = self.things[thing]
            if whole and isinstance(meant, Document):
                meant = meant.holding
            self.attempt("confirm", lambda: executing.confirm_line(
                register, meant.code, **self.by(who)))  # fmt: skip

    @tried(times=3, which=some, who=usually("room_head"), method=methods)
    def destroy(self, which, who, method):
        if line := self.line(which, "executing"):
            self.attempt("destroy", lambda: executing.destroy_line(line, method, **self.by(who)))

    @tried(times=3, which=some, who=usually("room_head"), reason=words)
    def put_off(self, which, who, reason):
        if line := self.line(which, "executing"):
            self.attempt("put off", lambda: executing.put_off_line(
                line, reason=reason, **self.by(who)))  # fmt: skip

    @tried(which=some, who=usually("room_head"))
    def finish(self, which, who):
        if register := self.register(which, "executing"):
            self.attempt("finish", lambda: executing.finish_destruction(register, **self.by(who)))

    @tried(times=3, which=some, who=usually("witness"), other=one_of(False, False, True))
    def sign(self, which, who, other):
        if register := self.register(which, "signing"):
            seen = "0" * 64 if other else register.record_hash
            self.attempt("sign", lambda: self._sign(register, self.person(who), seen))

    def _sign(self, register, person, seen):
        proof = prove_identity(person, PASSWORD, now=self.now)
        closing.sign_record(register, proof, seen, by=person, now=self.now)

    # --- what goes on besides -------------------------------------------------------------------

    @tried(which=up_to(3), who=usually("head"), reason=words)
    def hold(self, which, who, reason):
        thing = self.things[which]
        dossier = (thing.holding if isinstance(thing, Document) else thing).dossier
        self.attempt("hold", lambda: place_hold(
            dossier, Hold.Kind.LEGAL, Role.CENTRE_HEAD, reason=reason, **self.by(who)))  # fmt: skip

    @tried(which=some, who=usually("archivist"))
    def lift(self, which, who):
        if hold := self.one(Hold, which, lifted_at=None):
            self.attempt("lift", lambda: lift_hold(
                hold, Role.CENTRE_ARCHIVIST, reason="结案", **self.by(who)))  # fmt: skip

    @tried(which=up_to(3), to=one_of(*AWAY))
    def take_away(self, which, to):
        self.attempt("take away", lambda: self._move(which, to))

    @tried(which=up_to(3))
    def bring_home(self, which):
        thing = self._volume(which)
        if thing.state in AWAY:
            self.attempt("bring home", lambda: self._move(which, HoldingState.ON_SHELF))

    def _volume(self, which):
        thing = again(self.things[which])
        return again(thing.holding) if isinstance(thing, Document) else thing

    def _move(self, which, to):
        move_custody([self._volume(which)], to, by=None, today=day_of(self.now))

    @tried(which=up_to(3))
    def appraise_anew(self, which):
        thing = again(self.things[which])
        self.attempt("appraise", lambda: self.here.approved(thing, said=[DESTROY], now=self.now))

    @tried(step=one_of("hours", "day", "month", "half a year"))
    def time_passes(self, step):
        days = {"hours": 0.2, "day": 1, "month": 31, "half a year": 184}
        self.now += timedelta(days=days[step])

    # --- what always holds ------------------------------------------------------------------------

    @invariant()
    def every_promise_holds(self):
        """Asked after each step that did something; a refused one is taken back as a whole."""
        if not self.changed:
            return
        for promise in PROMISES:
            promise()
        fresh = for_ever()
        for key, row in self.kept.items():
            assert fresh.get(key) == row, key
        self.kept, self.changed = fresh, False


@pytest.fixture
def world():
    """Four condemned things: a volume with a scan, a record, a single paper, another volume."""
    here = destroying_office()
    things = [here.volume(), here.record(), here.paper(), here.volume()]
    scan(here, DocumentFactory(holding=things[0]))
    here.ready(*things)
    here.apart, here.live = here.quarantine_box(), things[0].home_slot
    here.place()
    WORLD.update(office=here, things=[again(each) for each in things], told=set())
    yield WORLD
    WORLD.clear()


@clause(Clause.DES_01, Clause.DES_02, Clause.DES_08, Clause.DES_13, Clause.DES_14)
def test_whatever_is_tried_in_whatever_order_nothing_is_lost_and_nothing_goes_alone(world):
    run_state_machine_as_test(
        Orders,
        settings=settings(
            max_examples=20,
            stateful_step_count=60,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    done = {name for name, outcome in world["told"] if outcome == "done"}
    refused = {outcome for _name, outcome in world["told"]} - {"done"}
    assert {"next:signing", "next:executing", "withdraw", "void"} <= done
    assert {Clause.DES_01, Clause.DES_02, Clause.DES_07, Clause.DES_14} <= refused
