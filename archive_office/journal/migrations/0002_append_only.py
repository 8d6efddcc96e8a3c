"""The journal can be written and read, never changed."""

from django.db import migrations

from archive_office.journal.operations import FUNCTION, AppendOnly


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION archive_append_only()"),
        AppendOnly("journal_journalentry"),
        AppendOnly("journal_journalsubject"),
        AppendOnly("journal_sealera"),
        AppendOnly("journal_historyseal"),
        AppendOnly("journal_sealedrows"),
    ]
