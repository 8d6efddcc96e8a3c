"""What each role may do.

A role carries model permissions only, by code name; rows come from the dated
membership that gives the role in a department.
"""

from archive_office.organisation.roles import Role


def _edits(app: str, *records: str) -> tuple[str, ...]:
    """What adds and changes reference data of these kinds."""
    return tuple(f"{app}.{act}_{record}" for record in records for act in ("add", "change"))


_LOOK = ("dossiers.view_dossier", "dossiers.view_holding", "dossiers.view_document")
_REFERENCE = (
    "dossiers.view_estate",
    "dossiers.view_building",
    "dossiers.view_unit",
    "dossiers.view_category",
    "dossiers.view_documenttype",
    "custody.view_storeroom",
    "custody.view_cabinet",
    "custody.view_shelf",
    "custody.view_box",
)
_DRAFTS = ("dossiers.prepare_volume", "dossiers.describe_paper")
"""Departments prepare the volumes of their papers; the archive room makes them up (FIL-26)."""

_VOLUMES = (
    *_DRAFTS,
    "dossiers.make_volume",
    "dossiers.bind_holding",
    "dossiers.open_yearly_dossier",
)
_HANDOVER = ("transfers.view_manifest", "transfers.view_period", "transfers.view_shortage")
_ASK = (
    "lending.ask_access",
    "destruction.witness_register",
    "dossiers.report_matter",
    "dossiers.answer_referral",
    *_LOOK,
)
"""Everybody may ask; what is opened to a person is seen on the dossier's own page (LND-22).

And everybody may be appointed a witness (DES-06), reports a major matter (SVC-40) and answers what
was passed to the own department (SVC-46).
"""

_DECIDE = ("lending.decide_request", "lending.view_accessrequest")
_LENDING = (
    "lending.view_accessrequest",
    "lending.view_loan",
    "lending.view_disclosure",
    "lending.view_copyissued",
    "lending.view_accountabilitycase",
    "lending.view_damagecase",
)
_TERMS = ("dossiers.view_hold", "dossiers.place_hold", "dossiers.view_retentiontrigger")
_APPRAISALS = (
    "destruction.view_appraisal",
    "destruction.view_destructionregister",
    "destruction.view_disposallist",
    "dossiers.view_conditioncheck",
)
_SIGN_APPRAISALS = ("destruction.sign_appraisal", "destruction.approve_register", *_APPRAISALS)
_DRAW_UP = (
    "destruction.draw_up_appraisal",
    "destruction.draw_up_register",
    "destruction.record_disposal",
    "dossiers.check_condition",
    *_APPRAISALS,
)
_DESK = (
    *_LENDING,
    "lending.decide_request",
    "lending.lend_holding",
    "lending.make_copy",
    "lending.account_disclosure",
    "dossiers.import_ledger",
    "dossiers.undo_ledger",
)

_SEES_STOCK = ("dossiers.view_stocktake", "dossiers.view_lossreport")
_TAKES_STOCK = (
    *_SEES_STOCK,
    "dossiers.take_stock",
    "dossiers.correct_stock",
    "dossiers.report_loss",
    "dossiers.label_places",
    "dossiers.view_labelroll",
)
_ENTRIES = ("dossiers.view_registerentry", "dossiers.write_registerentry")
"""Forms and registers; a definition says which roles write on it (SVC-28)."""

_ROOMS = (
    "custody.inspect_room",
    "custody.keep_equipment",
    "custody.record_incident",
    "custody.enter_visitor",
    "custody.read_climate",
    "custody.close_room",
)
"""What the archivists of a department and its heads do in its storerooms (STO-11 to STO-16)."""

_SEES_COUNTS = ("dossiers.view_titlecount",)
_COUNTS = (*_SEES_COUNTS, "dossiers.count_titles")
_BACKUPS = ("custody.view_backup", "custody.record_backup")
_REVIEW = (
    "dossiers.review_readings",
    "dossiers.view_readingreview",
    "dossiers.view_viewlog",
)
_SEALS = (
    "originals.view_electronicoriginal",
    "originals.view_sealcertificate",
    "originals.view_sealuse",
)
_ORIGINALS = ("originals.make_original", *_SEALS)
"""A seal is set by its registered keeper, whatever the role; these make the file it goes into."""

_LISTS = ("shell.save_view", "shell.export_list")
"""Whoever works with lists keeps views of them and takes along what they show (SEC-29)."""

_WATCH = (
    "organisation.view_loginrecord",
    "organisation.view_undertaking",
    "organisation.view_undertakingtext",
)

_LETTERS = ("dossiers.register_letter", "dossiers.view_letters")
_CARE = (
    "dossiers.chase_papers",
    "dossiers.decide_keeping",
    "dossiers.record_licence",
    "dossiers.renew_labels",
    *_LETTERS,
)

ROLE_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.FRONT_LINE: (
        *_DRAFTS,
        *_ASK,
        *_LETTERS,
        *_ENTRIES,
        "shell.save_view",
        "dossiers.submit_papers",
        "dossiers.record_use",
        "dossiers.view_unit",
    ),
    Role.CENTRE_ARCHIVIST: (
        *_VOLUMES,
        *_COUNTS,
        "dossiers.raise_doubt",
        *_ROOMS,
        *_CARE,
        *_ENTRIES,
        *_LISTS,
        "dossiers.void_registerentry",
        *_TAKES_STOCK,
        "dossiers.name_keeper",
        *_ASK,
        *_DRAW_UP,
        *_ORIGINALS,
        *_DESK,
        *_TERMS,
        *_REFERENCE,
        *_HANDOVER,
        "dossiers.submit_papers",
        "dossiers.record_use",
        "dossiers.accept_submission",
        "dossiers.reveal_numbers",
        "dossiers.answer_datarequest",
        "dossiers.place_holding",
        "dossiers.verify_holding",
        "dossiers.close_dossier",
        "dossiers.print_papers",
        *_edits("dossiers", "estate", "building", "unit"),
        *_edits("custody", "box", "shelf", "cabinet"),
        "transfers.prepare_manifest",
        "transfers.sign_manifest",
        "journal.view_journalentry",
    ),
    Role.CENTRE_HEAD: (
        *_COUNTS,
        *_ROOMS,
        "dossiers.view_letters",
        *_ENTRIES,
        "dossiers.void_registerentry",
        *_SEES_STOCK,
        *_LISTS,
        *_REVIEW,
        "dossiers.explain_rights",
        "organisation.give_exception",
        "dossiers.name_keeper",
        "dossiers.seal_dossier",
        *_ASK,
        *_SIGN_APPRAISALS,
        *_ORIGINALS,
        *_LENDING,
        *_TERMS,
        *_DECIDE,
        "lending.decide_case",
        *_REFERENCE,
        *_HANDOVER,
        "dossiers.reveal_numbers",
        "dossiers.answer_datarequest",
        "dossiers.decide_datarequest",
        "dossiers.erase_personal",
        "dossiers.print_papers",
        "transfers.sign_manifest",
        "journal.view_journalentry",
    ),
    Role.HQ_ARCHIVIST: (
        *_VOLUMES,
        *_COUNTS,
        "dossiers.raise_doubt",
        *_ROOMS,
        "dossiers.decide_keeping",
        "dossiers.view_registerentry",
        "dossiers.define_form",
        *_TAKES_STOCK,
        *_LISTS,
        "dossiers.name_keeper",
        *_ASK,
        *_DRAW_UP,
        *_ORIGINALS,
        *_DESK,
        *_TERMS,
        *_REFERENCE,
        *_HANDOVER,
        "dossiers.place_holding",
        "dossiers.verify_holding",
        "dossiers.print_papers",
        "dossiers.change_category",
        "dossiers.change_documenttype",
        "dossiers.add_documenttype",
        *_edits("custody", "storeroom", "box", "shelf", "cabinet"),
        "transfers.check_manifest",
        "transfers.sign_manifest",
        "transfers.settle_shortage",
        "journal.view_journalentry",
    ),
    Role.ARCHIVE_ROOM_HEAD: (
        *_COUNTS,
        *_ROOMS,
        *_BACKUPS,
        "dossiers.view_registerentry",
        "dossiers.define_form",
        *_SEES_STOCK,
        *_LISTS,
        *_REVIEW,
        "dossiers.explain_rights",
        "organisation.give_exception",
        "dossiers.name_keeper",
        "dossiers.seal_dossier",
        *_ASK,
        *_SIGN_APPRAISALS,
        *_ORIGINALS,
        "destruction.carry_out_register",
        "destruction.add_disposalplace",
        "destruction.change_disposalplace",
        "destruction.view_disposalplace",
        *_LENDING,
        *_TERMS,
        *_DECIDE,
        "lending.decide_case",
        "lending.account_disclosure",
        *_REFERENCE,
        *_HANDOVER,
        "dossiers.print_papers",
        "transfers.check_manifest",
        "transfers.sign_manifest",
        "transfers.settle_shortage",
        "transfers.waive_shortage",
        "policy.view_parameter",
        "journal.view_journalentry",
        "journal.view_historyseal",
        "notices.view_officeday",
    ),
    Role.CUSTOMER_SERVICE_HEAD: (
        "dossiers.settle_registerentry",
        "dossiers.view_letters",
        "dossiers.view_registerentry",
        *_LISTS,
        *_REVIEW,
        "dossiers.explain_rights",
        "organisation.give_exception",
        *_ASK,
        *_SIGN_APPRAISALS,
        *_SEALS,
        *_LENDING,
        *_TERMS,
        *_DECIDE,
        *_HANDOVER,
        "lending.decide_case",
        "dossiers.print_papers",
    ),
    Role.DEPARTMENT_HEAD: (
        *_LISTS,
        *_ASK,
        *_DECIDE,
        *_SIGN_APPRAISALS,
        *_SEALS,
        "lending.view_loan",
    ),
    Role.ENGINEER: (*_ASK, *_APPRAISALS, "destruction.give_opinion"),
    Role.DIRECTOR: (
        "dossiers.settle_registerentry",
        "dossiers.view_registerentry",
        *_SEES_STOCK,
        *_LISTS,
        *_REVIEW,
        "dossiers.explain_rights",
        "organisation.give_exception",
        "dossiers.seal_dossier",
        *_ASK,
        *_SIGN_APPRAISALS,
        *_SEALS,
        *_LENDING,
        *_TERMS,
        *_DECIDE,
        *_HANDOVER,
        "lending.decide_case",
        "journal.view_journalentry",
    ),
    Role.EMPLOYEE: _ASK,
    Role.AUDITOR: (
        *_SEES_COUNTS,
        "custody.view_backup",
        "dossiers.view_letters",
        "dossiers.view_registerentry",
        *_SEES_STOCK,
        *_LISTS,
        *_REVIEW,
        "dossiers.explain_rights",
        *_LOOK,
        *_LENDING,
        *_APPRAISALS,
        *_SEALS,
        "dossiers.view_hold",
        "dossiers.view_retentiontrigger",
        *_REFERENCE,
        *_HANDOVER,
        "policy.view_parameter",
        "journal.view_journalentry",
        "journal.view_historyseal",
        "notices.view_officeday",
        "organisation.view_user",
        "organisation.view_department",
        "organisation.view_membership",
        "organisation.view_seal",
        *_WATCH,
    ),
    Role.ADMINISTRATOR: (
        *_BACKUPS,
        *_LISTS,
        *_WATCH,
        *_SEALS,
        "organisation.add_undertakingtext",
        "organisation.view_user",
        "organisation.add_user",
        "organisation.change_user",
        "organisation.view_department",
        "organisation.add_department",
        "organisation.change_department",
        "organisation.view_membership",
        "organisation.add_membership",
        "organisation.change_membership",
        "organisation.view_seal",
        "organisation.add_seal",
        "organisation.change_seal",
        "policy.view_parameter",
        "policy.add_parameter",
        "journal.view_historyseal",
        "notices.view_officeday",
    ),
}

DECIDES = frozenset(
    {
        "destruction.approve_register",
        "destruction.carry_out_register",
        "destruction.sign_appraisal",
        "dossiers.seal_dossier",
        "lending.decide_case",
        "lending.decide_request",
        "organisation.change_user",
        "organisation.give_exception",
        "transfers.sign_manifest",
        "transfers.waive_shortage",
    }
)
"""Permissions by which somebody decides or signs for the office, or about accounts (SEC-42)."""

DECIDING_ROLES = frozenset(role for role in Role if DECIDES & set(ROLE_PERMISSIONS[role]))
"""Roles whose word binds the office: in production they sign in with a second factor (SEC-42)."""
