"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("transfers", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("transfers_historicalmanifest"),
        AppendOnly("transfers_historicalmanifestcopy"),
        AppendOnly("transfers_historicalmanifestline"),
        AppendOnly("transfers_historicalmanifestsignature"),
        AppendOnly("transfers_historicalperiod"),
        AppendOnly("transfers_historicalshortage"),
    ]
