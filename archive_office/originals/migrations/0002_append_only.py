"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("originals", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("originals_historicalelectronicoriginal"),
        AppendOnly("originals_historicalsealcertificate"),
        AppendOnly("originals_originalsignature"),
        AppendOnly("originals_sealuse"),
    ]
