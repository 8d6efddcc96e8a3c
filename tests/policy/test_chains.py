from archive_office.organisation.roles import Role
from archive_office.policy import chain
from archive_office.policy.chains import CHAINS, Link, Step, open_steps
from archive_office.regulation import Clause
from tests.steps import clause


def step(name, *, rank):
    return Step(
        name,
        role="director",
        department="headquarters",
        rank=rank,
        clause=Clause.TRF_06,
        words=("", ""),
    )


@clause(Clause.TRF_06)
def test_a_handover_is_signed_by_one_person_of_each_party_in_either_order():
    steps = chain("handover")

    assert [(s.role, s.department) for s in steps] == [
        (Role.CENTRE_ARCHIVIST, "centre"),
        (Role.HQ_ARCHIVIST, "headquarters"),
    ]
    assert open_steps(steps, taken=[]) == steps
    assert [s.name for s in open_steps(steps, taken=["receiving"])] == ["transferring"]
    assert open_steps(steps, taken=["receiving", "transferring"]) == ()


def test_a_later_rank_waits_for_the_earlier_ones():
    steps = (step("propose", rank=1), step("agree", rank=2), step("agree_too", rank=2))

    assert [s.name for s in open_steps(steps, taken=[])] == ["propose"]
    assert [s.name for s in open_steps(steps, taken=["propose", "agree"])] == ["agree_too"]


def test_a_step_may_depend_on_the_facts_of_the_case():
    link = Link(step("head", rank=1), when=(("graded", True),))

    assert link.applies({"graded": True})
    assert not link.applies({"graded": False})
    assert not link.applies({})


def test_chains_name_roles_that_exist():
    roles = {link.step.role for links in CHAINS.values() for link in links}
    assert roles <= set(Role.values)
