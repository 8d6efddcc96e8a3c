"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("destruction", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("destruction_historicalappraisal"),
        AppendOnly("destruction_historicalappraisalline"),
        AppendOnly("destruction_historicalappraisalsignature"),
        AppendOnly("destruction_historicaldestructionregister"),
        AppendOnly("destruction_historicaldisposalitem"),
        AppendOnly("destruction_historicaldisposallist"),
        AppendOnly("destruction_historicaldisposalplace"),
        AppendOnly("destruction_historicalengineeringopinion"),
        AppendOnly("destruction_historicalerasure"),
        AppendOnly("destruction_historicallineconfirmation"),
        AppendOnly("destruction_historicalproposeddestruction"),
        AppendOnly("destruction_historicalregisterdecision"),
        AppendOnly("destruction_historicalregisterline"),
        AppendOnly("destruction_historicalregistersignature"),
        AppendOnly("destruction_historicalwitness"),
    ]
