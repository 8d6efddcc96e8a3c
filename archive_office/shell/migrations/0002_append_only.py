"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("shell", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("shell_historicalsavedview"),
    ]
