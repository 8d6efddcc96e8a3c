"""The journal can be written and read, never changed; each subject knows its transaction."""

from django.db import migrations

from archive_office.journal.operations import FUNCTION, AppendOnly


XID = """
ALTER TABLE journal_journalsubject ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX journal_subject_of_transaction ON journal_journalsubject (xid)
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION archive_append_only()"),
        AppendOnly("journal_journalentry"),
        AppendOnly("journal_journalsubject"),
        migrations.RunSQL(
            XID,
            "ALTER TABLE journal_journalsubject DROP COLUMN xid",
        ),
    ]
