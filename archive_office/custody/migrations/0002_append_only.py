"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("custody_historicalbackup"),
        AppendOnly("custody_historicalbox"),
        AppendOnly("custody_historicalcabinet"),
        AppendOnly("custody_historicalequipment"),
        AppendOnly("custody_historicalincident"),
        AppendOnly("custody_historicalpointlooked"),
        AppendOnly("custody_historicalroomfinding"),
        AppendOnly("custody_historicalroominspection"),
        AppendOnly("custody_historicalroomvisit"),
        AppendOnly("custody_historicalshelf"),
        AppendOnly("custody_historicalstoreroom"),
        AppendOnly("custody_climatereading"),
        AppendOnly("custody_roomclosing"),
    ]
