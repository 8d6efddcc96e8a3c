"""The pictures of README.md: main pages of the demo office, and two printed papers."""

import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from archive_office import clock
from archive_office.management import serving, translations
from archive_office.management.furnishing import PASSWORD
from archive_office.management.own_office import fresh_office, move_into
from archive_office.management.papers import papers_of_destruction, papers_of_handover
from archive_office.organisation.models import User
from destruction.models import DestructionRegister, RegisterState
from destruction.procedures.executing import confirm_line, start_destruction
from dossiers.models import Dossier, Submission, SubmissionState
from transfers.models import Manifest, ManifestState

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "pictures"
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"


@dataclass(frozen=True, slots=True)
class Picture:
    """One page to be shown: who looks at it, how wide the screen is."""

    name: str
    user: str
    path: str
    width: int = 1440
    height: int = 900


class Command(BaseCommand):
    """``manage.py take_pictures``: needs Chromium and pdftoppm."""

    help = "Take the pictures of README.md into docs/pictures."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--out", type=Path, default=Path(settings.BASE_DIR) / "docs" / "pictures"
        )

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        pdftoppm = shutil.which("pdftoppm")
        if chromium is None or pdftoppm is None:
            raise CommandError("Taking pictures needs chromium and pdftoppm (poppler-utils).")
        out = out.resolve()
        move_into(NAME)
        out.mkdir(parents=True, exist_ok=True)
        with fresh_office(NAME):
            translations.compile_catalogues()
            call_command("collectstatic", verbosity=0, interactive=False)
            call_command("demo_office", stdout=self.stdout)
            pictures = list(wanted())  # before the browser's loop, in which Django asks nothing
            with self.served(), _browser(chromium) as browser:
                for picture in pictures:
                    self.take(browser, picture, out)
            self.papers(pdftoppm, out)

    @contextmanager
    def served(self) -> Iterator[None]:
        """The office in a web server of its own for the block."""
        commands = {
            "web server": [
                *(sys.executable, "-m", "gunicorn", "archive_office.wsgi"),
                *("--bind", f"127.0.0.1:{PORT}", "--threads", "4", "--log-level", "warning"),
            ]
        }
        environment = {"DJANGO_SETTINGS_MODULE": str(settings.SETTINGS_MODULE)}
        with serving.children(commands, environment) as running:
            serving.wait_for(f"{ADDRESS}/admin/login/", running, 60)
            yield

    def take(self, browser: "Browser", picture: Picture, out: Path) -> None:
        """One picture, as that person sees the page."""
        context = browser.new_context(
            viewport={"width": picture.width, "height": picture.height}, locale="zh-CN"
        )
        page = context.new_page()
        page.goto(f"{ADDRESS}/admin/login/")
        page.fill("input[name=username]", picture.user)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
        page.goto(ADDRESS + picture.path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=out / f"{picture.name}.png")
        context.close()
        self.stdout.write(f"  {picture.name}.png")

    def papers(self, pdftoppm: str, out: Path) -> None:
        """The first page of a signed manifest, and of a destruction register with its stamp."""
        manifest = Manifest.objects.filter(state=ManifestState.COMPLETED).latest("pk")
        _name, content = next(papers_of_handover(manifest, User.objects.get(username="hq")))
        self.paper(pdftoppm, content, out / "manifest")
        register = DestructionRegister.objects.filter(state=RegisterState.CLOSED).latest("pk")
        printed = dict(papers_of_destruction(register))
        self.paper(pdftoppm, printed[f"{register.number}-销毁清册.pdf"], out / "destroyed")

    def paper(self, pdftoppm: str, content: bytes, picture: Path) -> None:
        """The first page of a paper as a picture."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "paper.pdf"
            path.write_bytes(content)
            subprocess.run(  # noqa: S603 - our own paper
                [pdftoppm, "-r", "80", "-png", "-f", "1", "-singlefile", path, picture],
                check=True,
            )
        self.stdout.write(f"  {picture.name}.png")


@contextmanager
def _browser(chromium: str) -> "Iterator[Browser]":
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a development package
    except ImportError:
        raise CommandError("Taking pictures needs playwright: make setup installs it.") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


def wanted() -> Iterator[Picture]:
    """The pages that show what the office is."""
    yield Picture("overview", "archivist", "/admin/")
    yield Picture("dossiers", "archivist", "/dossiers/")
    dossier = Dossier.objects.filter(origin="filed", state="open").earliest("pk")
    yield Picture("dossier", "archivist", f"/dossiers/{dossier.pk}/")
    draft = Submission.objects.filter(state=SubmissionState.DRAFT, by__username="front").latest(
        "pk"
    )
    yield Picture("move-in", "front", f"/dossiers/submissions/{draft.pk}/papers/", 390, 844)
    waiting = Submission.objects.filter(state="submitted", centre__code="F01").earliest("pk")
    yield Picture("tray", "archivist", f"/dossiers/tray/{waiting.pk}/")
    checking = Manifest.objects.filter(state=ManifestState.CHECKING).latest("pk")
    yield Picture("check", "hq", f"/transfers/check/{checking.pk}/")
    yield Picture("desk", "archivist", "/lending/desk/")
    yield Picture("overdue", "archivist", "/lending/overdue/")
    yield Picture("due", "archivist", "/destruction/due/")
    closed = DestructionRegister.objects.filter(state=RegisterState.CLOSED).earliest("pk")
    yield Picture("register", "roomhead", f"/destruction/registers/{closed.pk}/")
    yield Picture("witness", "front", f"/destruction/witnessing/{begun().pk}/", 834, 1112)


def begun() -> DestructionRegister:
    """The destruction planned for today, begun; one witness has scanned the first thing."""
    register = DestructionRegister.objects.get(checked_at__isnull=False, state="waiting")
    head, witness = (User.objects.get(username=name) for name in ("roomhead", "front"))
    now = clock.now()
    register = start_destruction(register, by=head, now=now)
    first = register.lines.order_by("number")[0]
    confirm_line(register, first.code, by=witness, now=now)
    return register
