"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("lending", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("lending_historicalaccessrequest"),
        AppendOnly("lending_historicalaccountabilitycase"),
        AppendOnly("lending_historicalauthority"),
        AppendOnly("lending_historicalcopyissued"),
        AppendOnly("lending_historicaldamagecase"),
        AppendOnly("lending_historicaldisclosure"),
        AppendOnly("lending_historicalloan"),
        AppendOnly("lending_historicalloanslip"),
        AppendOnly("lending_historicaloutsideperson"),
        AppendOnly("lending_historicaloverduenotice"),
        AppendOnly("lending_historicalreminder"),
        AppendOnly("lending_historicalrenewal"),
        AppendOnly("lending_historicalrequestdecision"),
        AppendOnly("lending_historicalrequestline"),
        AppendOnly("lending_historicalrequeststep"),
        AppendOnly("lending_historicalreservation"),
        AppendOnly("lending_historicalreturn"),
        AppendOnly("lending_historicalreturnline"),
    ]
