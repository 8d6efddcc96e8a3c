"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("destruction", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("destruction_historicalappraisal"),
        AppendOnly("destruction_historicalappraisalline"),
        AppendOnly("destruction_historicalappraisalsignature"),
        AppendOnly("destruction_historicalengineeringopinion"),
    ]
