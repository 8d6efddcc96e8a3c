"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("organisation_historicaldepartment"),
        AppendOnly("organisation_historicaldepartmentuserobjectpermission"),
        AppendOnly("organisation_historicalgroup"),
        AppendOnly("organisation_historicalgroup_permissions"),
        AppendOnly("organisation_historicalmembership"),
        AppendOnly("organisation_historicalseal"),
        AppendOnly("organisation_historicalundertaking"),
        AppendOnly("organisation_historicalundertakingtext"),
        AppendOnly("organisation_historicaluser"),
        AppendOnly("organisation_loginrecord"),
        AppendOnly("organisation_proofattempt"),
    ]
