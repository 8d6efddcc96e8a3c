"""What the first page, the sidebar and the palette hear of dossiers."""

from archive_office.shell.signals import dashboard_opened, palette_searched, sidebar_drawn
from dossiers.receivers.dashboard import on_dashboard
from dossiers.receivers.palette import on_palette
from dossiers.receivers.sidebar import on_sidebar


def connect() -> None:
    """Answer the shell's questions from now on."""
    dashboard_opened.connect(on_dashboard, dispatch_uid="dossiers.dashboard")
    sidebar_drawn.connect(on_sidebar, dispatch_uid="dossiers.sidebar")
    palette_searched.connect(on_palette, dispatch_uid="dossiers.palette")
