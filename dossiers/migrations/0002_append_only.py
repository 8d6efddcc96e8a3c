"""What was, stays: the history of these records can only grow."""

from django.db import migrations

from archive_office.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        AppendOnly("dossiers_historicalbinding"),
        AppendOnly("dossiers_historicalbuilding"),
        AppendOnly("dossiers_historicalcategory"),
        AppendOnly("dossiers_historicalchaseletter"),
        AppendOnly("dossiers_historicalconditioncheck"),
        AppendOnly("dossiers_historicalconsent"),
        AppendOnly("dossiers_historicalcustomer"),
        AppendOnly("dossiers_historicaldatarequest"),
        AppendOnly("dossiers_historicaldescription"),
        AppendOnly("dossiers_historicaldocument"),
        AppendOnly("dossiers_historicaldocumentlink"),
        AppendOnly("dossiers_historicaldocumenttype"),
        AppendOnly("dossiers_historicaldossier"),
        AppendOnly("dossiers_historicaldossierevent"),
        AppendOnly("dossiers_historicaldossiergrant"),
        AppendOnly("dossiers_historicaldossieruserobjectpermission"),
        AppendOnly("dossiers_historicaldoubt"),
        AppendOnly("dossiers_historicalelectronicfile"),
        AppendOnly("dossiers_historicalemergencycontact"),
        AppendOnly("dossiers_historicalentryreferral"),
        AppendOnly("dossiers_historicalestate"),
        AppendOnly("dossiers_historicalformercode"),
        AppendOnly("dossiers_historicalhold"),
        AppendOnly("dossiers_historicalholding"),
        AppendOnly("dossiers_historicalissuedcode"),
        AppendOnly("dossiers_historicallabelroll"),
        AppendOnly("dossiers_historicalledgerimport"),
        AppendOnly("dossiers_historicalletter"),
        AppendOnly("dossiers_historicallicence"),
        AppendOnly("dossiers_historicallossreport"),
        AppendOnly("dossiers_historicaloccupancy"),
        AppendOnly("dossiers_historicaloccupancyparty"),
        AppendOnly("dossiers_historicalplacement"),
        AppendOnly("dossiers_historicalreadingreview"),
        AppendOnly("dossiers_historicalregisterentry"),
        AppendOnly("dossiers_historicalretentiontrigger"),
        AppendOnly("dossiers_historicalrolllabel"),
        AppendOnly("dossiers_historicalstocktake"),
        AppendOnly("dossiers_historicalstocktakeline"),
        AppendOnly("dossiers_historicalsubmission"),
        AppendOnly("dossiers_historicalsubmissionpaper"),
        AppendOnly("dossiers_historicaltitlecount"),
        AppendOnly("dossiers_historicaltitlecountline"),
        AppendOnly("dossiers_historicaltitlecountsignature"),
        AppendOnly("dossiers_historicalunit"),
        AppendOnly("dossiers_historicalvolumedraft"),
        AppendOnly("dossiers_historicalvolumeentry"),
        AppendOnly("dossiers_formdefinition"),
        AppendOnly("dossiers_ledgerverdict"),
        AppendOnly("dossiers_viewlog"),
    ]
