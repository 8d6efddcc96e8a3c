"""What the first page, the sidebar and the palette hear of dossiers."""

from archive_office.organisation.signals import account_closed, leaver_reviewed
from archive_office.printing.taking import rows_taken_along
from archive_office.shell.signals import dashboard_opened, palette_searched, sidebar_drawn
from dossiers.receivers.dashboard import on_dashboard
from dossiers.receivers.leaving import on_account_closed, on_leaver_reviewed
from dossiers.receivers.losses import on_custody_moved
from dossiers.receivers.palette import on_palette
from dossiers.receivers.sidebar import on_sidebar
from dossiers.receivers.taking import on_rows_taken_along
from dossiers.signals import custody_moved


def connect() -> None:
    """Answer the shell's questions from now on."""
    dashboard_opened.connect(on_dashboard, dispatch_uid="dossiers.dashboard")
    custody_moved.connect(on_custody_moved, dispatch_uid="dossiers.losses")
    sidebar_drawn.connect(on_sidebar, dispatch_uid="dossiers.sidebar")
    account_closed.connect(on_account_closed, dispatch_uid="dossiers.account_closed")
    leaver_reviewed.connect(on_leaver_reviewed, dispatch_uid="dossiers.leaver_reviewed")
    palette_searched.connect(on_palette, dispatch_uid="dossiers.palette")
    rows_taken_along.connect(on_rows_taken_along, dispatch_uid="dossiers.taken_along")
