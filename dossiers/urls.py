"""Addresses of the dossiers."""

from django.urls import path

from dossiers.views import (
    acts,
    condition,
    customers,
    dossier,
    files,
    imports,
    lists,
    loose,
    move_in,
    order,
    placing,
    prints,
    reporting,
    submissions,
    terms,
    tray,
    verifying,
)

app_name = "dossiers"

urlpatterns = [
    # Lists
    path("", lists.dossiers, name="list"),
    path("units/", lists.units, name="units"),
    path("units/<int:pk>/", lists.unit, name="unit"),
    path("units/<int:pk>/change/", reporting.unit_change, name="unit_change"),
    path("changes/", reporting.changes, name="changes"),
    path("units-without-dossier/", lists.units_without_dossier, name="units_without_dossier"),
    path("completeness/", lists.completeness, name="completeness"),
    path("former-residents/", order.unordered, name="unordered"),
    path("customers.pdf", customers.customers, name="paper_customer_list"),
    # One dossier
    path("<int:pk>/", dossier.dossier, name="dossier"),
    path("<int:pk>/reveal/", dossier.reveal, name="reveal"),
    path("<int:pk>/close/", acts.close, name="close"),
    path("<int:pk>/change/", acts.change, name="change"),
    path("<int:pk>/review/", acts.review, name="review"),
    path("<int:pk>/rename/", acts.rename, name="rename"),
    path("<int:pk>/void/", acts.void, name="void"),
    path("<int:pk>/keeper/", acts.keeper, name="keeper"),
    path("<int:pk>/seal/", acts.seal, name="seal"),
    path("<int:pk>/tasks/<int:task>/done/", acts.task_done, name="task_done"),
    path("<int:pk>/terms/", terms.terms, name="terms"),
    path("<int:pk>/terms/trigger/", terms.correct, name="correct_trigger"),
    path("<int:pk>/terms/change/", terms.term, name="term"),
    path("<int:pk>/hold/", terms.hold, name="hold"),
    path("holds/", terms.holds, name="holds"),
    path("holds/<int:pk>/lift/", terms.lift, name="lift"),
    # Its papers
    path("<int:pk>/card.pdf", prints.card, name="paper_card"),
    path("<int:pk>/registration.pdf", prints.registration, name="paper_registration"),
    path("<int:pk>/labels.pdf", prints.labels, name="paper_labels"),
    path("<int:pk>/spines.pdf", prints.spine, name="paper_spines"),
    path("<int:pk>/volumes/<int:holding>/<slug:paper>.pdf", prints.volume_paper, name="paper"),
    # Bringing papers
    path("move-in/", move_in.move_in, name="move_in"),
    path("loose/", loose.loose_papers, name="loose_papers"),
    path("submissions/", submissions.my_submissions, name="my_submissions"),
    path("submissions/<int:pk>/", submissions.submission, name="submission"),
    path("submissions/<int:pk>/resume/", submissions.resume, name="resume"),
    path(
        "submissions/<int:pk>/withdraw/",
        submissions.submission_withdraw,
        name="submission_withdraw",
    ),
    path("submissions/<int:pk>/receipt.pdf", prints.receipt, name="paper_receipt"),
    path("submissions/<int:pk>/<slug:step>/", move_in.draft, name="draft"),
    path("submissions/<int:pk>/<slug:step>/save/", move_in.draft_save, name="draft_save"),
    path("papers/<int:pk>/files/", files.paper_upload, name="paper_upload"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/remove/", files.file_remove, name="file_remove"),
    # The archivist's tray
    path("tray/", tray.tray, name="tray"),
    path("tray/<int:pk>/", tray.tray_item, name="tray_item"),
    path("tray/<int:pk>/return/", tray.tray_return, name="tray_return"),
    path("tray/<int:pk>/papers/<int:paper>/", tray.tray_answer, name="tray_answer"),
    # The archive room
    path("placement/", placing.placement, name="placement"),
    path("placement/drop/", placing.placement_drop, name="placement_drop"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/box/", verifying.verify_box, name="verify_box"),
    path("condition/", condition.condition, name="condition"),
    path("condition/scan/", condition.condition_scan, name="condition_scan"),
    path("condition/<slug:kind>/<int:pk>/", condition.check, name="check"),
    path("condition/repairs/<int:pk>/done/", condition.repaired, name="repaired"),
    # Ledger import
    path("ledgers/", imports.import_ledger, name="import_ledger"),
    path("ledgers/<int:pk>/", imports.ledger, name="ledger"),
    path("ledgers/<int:pk>/progress/", imports.ledger_progress, name="ledger_progress"),
    path("ledgers/<int:pk>/confirm/", imports.ledger_confirm, name="ledger_confirm"),
    path("ledgers/<int:pk>/again/", imports.ledger_again, name="ledger_again"),
    path("ledgers/<int:pk>/workbook/", imports.ledger_workbook, name="ledger_workbook"),
]
