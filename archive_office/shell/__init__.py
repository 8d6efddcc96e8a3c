"""The one look of the office: its site, its pages, its navigation."""

from archive_office.shell.pages import shell_page

__all__ = ["shell_page"]
