"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_initial"), ("journal", "0003_append_only")]

    operations = [
        AppendOnly("notices_historicalnotice"),
    ]
