"""Addresses of lending."""

from django.urls import path

from lending.views import (
    asking,
    batch,
    cases,
    copies,
    desk,
    disclosures,
    handing_out,
    history,
    inbox,
    loans,
    mine,
    overdue,
    papers,
    registers,
    renewing,
    requests,
    reserving,
    returns,
)

app_name = "lending"

urlpatterns = [
    # Asking
    path("", mine.mine, name="mine"),
    path("ask/", asking.ask, name="ask"),
    path("requests/<int:pk>/", requests.request_page, name="request"),
    path("requests/<int:pk>/withdraw/", requests.withdraw, name="withdraw"),
    path("requests/<int:pk>/authority/", requests.authority, name="authority"),
    path("requests/<int:pk>/approve/", inbox.approve_request, name="approve_request"),
    path("authorities/<int:pk>/withdraw/", requests.withdraw_authority, name="withdraw_authority"),
    path("authorities/<int:pk>/scan/", requests.authority_scan, name="authority_scan"),
    path("lines/<int:pk>/identify/", requests.identify, name="identify"),
    # Deciding
    path("inbox/", inbox.inbox, name="inbox"),
    path("decisions/<int:pk>/", inbox.decide, name="decide"),
    # The desk
    path("desk/", desk.desk, name="desk"),
    path("desk/scan/", desk.desk_scan, name="desk_scan"),
    path("desk/hand-out/", handing_out.hand_over, name="hand_out"),
    path("desk/read/", handing_out.read_here, name="read_now"),
    path("batch/", batch.batch, name="batch"),
    # Loans
    path("loans/<int:pk>/", loans.loan, name="loan"),
    path("loans/<int:pk>/take-back/", returns.take, name="take_back"),
    path("loans/<int:pk>/put-back/", desk.put_back_by_hand, name="put_back"),
    path("loans/<int:pk>/renew/", renewing.renew, name="renew"),
    path("loans/<int:pk>/demand/", loans.demand, name="demand"),
    path("renewals/<int:pk>/", renewing.decide, name="decide_renewal"),
    path("overdue/", overdue.overdue, name="overdue"),
    path("reservations/", reserving.reservations, name="reservations"),
    path("reserve/", reserving.reserve, name="reserve"),
    path("reservations/<int:pk>/cancel/", reserving.cancel, name="cancel_reservation"),
    # Copies and the register of where things went
    path("copies/", copies.copies, name="copies"),
    path("copies/<int:pk>/", copies.copy, name="copy"),
    path("copies/<int:pk>/file/", copies.copy_file, name="copy_file"),
    path("lines/<int:pk>/copy/", copies.make, name="make_copy"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
    path("disclosures/<int:pk>/", disclosures.disclosure, name="disclosure"),
    # Cases
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("damages/", cases.damages, name="damages"),
    path("damages/<int:pk>/", cases.damage, name="damage"),
    path("dossiers/<int:pk>/use/", history.use_history, name="use_history"),
    # Papers and registers
    path("slips/<int:pk>/paper/", papers.slip, name="slip"),
    path("requests/<int:pk>/paper/", papers.approval_form, name="approval_form"),
    path("notices/<int:pk>/paper/", papers.overdue_notice, name="overdue_notice"),
    path("loans/<int:pk>/out-card/", papers.out_card, name="out_card"),
    path("renewals/<int:pk>/paper/", papers.renewal_slip, name="renewal_slip"),
    path("copies/<int:pk>/mark/", papers.copy_mark, name="copy_mark"),
    path("registers/", registers.registers, name="registers"),
    path("registers/<slug:kind>/", registers.register, name="register"),
]
