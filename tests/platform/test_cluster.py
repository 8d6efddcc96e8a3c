"""The embedded server, on a data directory of its own."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from archive_office import cluster
from archive_office.cluster import Cluster, ClusterError, places, server

BASE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def room():
    """A directory that the server's account can reach (pytest's own are closed to it)."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def running(room):
    durable = {**cluster.QUICK, "synchronous_commit": "on"}
    one = Cluster(room / "data", conf=durable).start()
    yield one
    one.stop()


def postmaster(one: Cluster) -> int:
    return int((one.data / "postmaster.pid").read_text().split("\n")[0])


def kill(one: Cluster) -> None:
    os.kill(postmaster(one), signal.SIGKILL)
    while one.ready() == 0:
        time.sleep(0.05)


def test_a_second_start_finds_the_first(running):
    before = postmaster(running)

    Cluster(running.data, conf=cluster.QUICK).start()

    assert postmaster(running) == before


def test_only_the_owner_of_the_socket_gets_in(running):
    assert stat.S_IMODE(running.socket.stat().st_mode) == 0o700
    assert running.query("SHOW listen_addresses") == ""


def test_trigrams_of_chinese_names_exist(running):
    running.query("CREATE EXTENSION IF NOT EXISTS pg_trgm")

    assert running.query("SELECT array_length(show_trgm('王芳丽'), 1)") == "4"


def test_it_comes_back_after_a_kill_with_what_was_committed(running):
    running.query("CREATE TABLE kept AS SELECT 1 AS one")
    kill(running)

    running.start()

    assert running.query("SELECT one FROM kept") == "1"


def test_a_number_that_now_belongs_to_another_process_does_not_stop_it(running):
    kill(running)
    for noted in (running.data / "postmaster.pid", running.socket / ".s.PGSQL.5432.lock"):
        lines = noted.read_text().split("\n")
        noted.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    running.start()

    assert postmaster(running) != os.getpid()


def test_it_comes_back_when_the_socket_was_swept_away(running):
    shutil.rmtree(running.socket)

    running.start()

    assert running.query("SELECT 1") == "1"


def test_starters_at_the_same_moment_share_one_server(room):
    data = room / "contested"
    code = (
        "import sys; from pathlib import Path; from archive_office.cluster import Cluster, QUICK;"
        "one = Cluster(Path(sys.argv[1]), conf=QUICK).start();"
        "print((one.data / 'postmaster.pid').read_text().split()[0])"
    )
    command = [sys.executable, "-c", code, str(data)]
    starters = [
        subprocess.Popen(command, cwd=BASE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = {starter.communicate(timeout=60)[0].strip() for starter in starters}
    stopped = Cluster(data).stop()

    assert stopped
    assert len(said) == 1
    assert said.pop().isdecimal()


def test_the_last_user_stops_it(room):
    one, other = (Cluster(room / "shared", conf=cluster.QUICK) for _ in range(2))
    with one.in_use():
        with other.in_use():
            pass
        assert one.ready() == 0

    assert one.ready() != 0
    assert not one.socket.exists()


def test_a_server_started_by_hand_outlives_its_users(room):
    one = Cluster(room / "shared", conf=cluster.QUICK).start()
    one.kept.touch()
    with one.in_use():
        pass
    survived = one.ready() == 0
    one.stop()

    assert survived
    assert not one.kept.exists()


def test_what_an_interrupted_first_start_left_is_replaced(room):
    half = room / "interrupted.init"
    half.mkdir()
    (half / "rubbish").touch()

    with Cluster(room / "interrupted", conf=cluster.QUICK).in_use() as one:
        assert one.query("SELECT 1") == "1"
        assert not half.exists()


def test_a_long_path_has_a_short_socket():
    assert len(str(Cluster(Path("/" + "long/" * 60)).socket / ".s.PGSQL.5432.lock")) < 90


def test_a_socket_directory_of_somebody_else_is_refused(room):
    one = Cluster(room / "robbed", conf=cluster.QUICK)
    one.socket.symlink_to(room)

    with pytest.raises(ClusterError, match="belongs to somebody else"):
        one.start()
    one.socket.unlink()


# --- places -----------------------------------------------------------------------------------


@pytest.fixture
def closed(tmp_path):
    """A checkout under a directory that only its owner can pass."""
    checkout = tmp_path / "home" / "checkout"
    checkout.mkdir(parents=True)
    (tmp_path / "home").chmod(0o700)
    return checkout


def test_root_keeps_its_data_outside_a_closed_home(closed, monkeypatch):
    monkeypatch.delenv("ARCHIVE_VAR", raising=False)
    monkeypatch.setattr(places.os, "geteuid", lambda: 0)

    found = cluster.state_directory(closed)

    assert found.parent == places.STATE
    assert found != cluster.state_directory(closed.parent)
    assert stat.S_IMODE(closed.parent.stat().st_mode) == 0o700


def test_an_ordinary_user_keeps_its_data_in_the_checkout(closed, monkeypatch):
    monkeypatch.delenv("ARCHIVE_VAR", raising=False)
    monkeypatch.setattr(places.os, "geteuid", lambda: 1000)

    assert cluster.state_directory(closed) == closed / "var"


def test_a_checkout_that_cannot_be_written_sends_the_data_home(closed, monkeypatch):
    monkeypatch.delenv("ARCHIVE_VAR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", "/home/clerk/state")
    monkeypatch.setattr(places.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(places.os, "access", lambda path, mode: False)

    assert cluster.state_directory(closed).parent == Path("/home/clerk/state/archive-office")


def test_archive_var_decides(closed, monkeypatch):
    monkeypatch.setenv("ARCHIVE_VAR", "/srv/archive")

    assert cluster.state_directory(closed) == Path("/srv/archive")


def test_programs_out_of_reach_are_copied_once_and_nothing_is_opened(closed, tmp_path, monkeypatch):
    programs = closed / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").touch(mode=0o700)
    monkeypatch.setattr(places, "wheel", lambda: closed / "pginstall")
    monkeypatch.setattr(places.os, "geteuid", lambda: 0)
    outside = tmp_path / "outside"
    outside.mkdir()

    copy = places.programs(outside)

    assert copy == places.programs(outside)
    assert copy.is_relative_to(outside)
    assert stat.S_IMODE((copy / "postgres").stat().st_mode) == 0o755
    assert stat.S_IMODE((programs / "postgres").stat().st_mode) == 0o700


def test_without_useradd_nobody_serves(tmp_path, monkeypatch):
    names = []

    def getpwnam(name):
        names.append(name)
        if name == server.ACCOUNT:
            raise KeyError(name)
        return name

    monkeypatch.setattr(server.pwd, "getpwnam", getpwnam)
    monkeypatch.setattr(server.shutil, "which", lambda name: None)

    assert Cluster(tmp_path / "data")._server_account() == "nobody"
