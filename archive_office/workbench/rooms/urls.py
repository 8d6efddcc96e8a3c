"""Addresses of the storerooms' pages; part of the workbench's."""

from django.urls import path

from archive_office.workbench.rooms.views import (
    backups,
    incidents,
    inspecting,
    looking,
    printing,
    registers,
)

urlpatterns = [
    path("rooms/", looking.room_list, name="rooms"),
    path("rooms/findings/", looking.findings, name="room_findings"),
    path("rooms/findings/<int:pk>/done/", looking.finding_done, name="finding_done"),
    path("rooms/equipment/<int:pk>/checked/", looking.equipment_checked, name="equipment_checked"),
    path(
        "rooms/equipment/<int:pk>/taken-away/", looking.equipment_retired, name="equipment_retired"
    ),
    path("rooms/inspections/", inspecting.register, name="room_inspections"),
    path("rooms/inspections/register.pdf", printing.checks_paper, name="room_inspections_paper"),
    path("rooms/inspections/<int:pk>/", inspecting.inspection, name="inspection"),
    path("rooms/inspections/<int:pk>/answer/", inspecting.answer, name="inspection_answer"),
    path("rooms/inspections/<int:pk>/finding/", inspecting.finding, name="inspection_finding"),
    path("rooms/inspections/<int:pk>/finish/", inspecting.finish, name="inspection_finish"),
    path("rooms/inspections/<int:pk>/sheet.pdf", printing.sheet, name="inspection_sheet"),
    path("rooms/incidents/", incidents.incident_list, name="incidents"),
    path("rooms/incidents/record/", incidents.record, name="incident_record"),
    path("rooms/incidents/<int:pk>/", incidents.incident, name="incident"),
    path("rooms/incidents/<int:pk>/close/", incidents.close, name="incident_close"),
    path("rooms/incidents/<int:pk>/report.pdf", printing.report, name="incident_report"),
    path("rooms/visits/<int:pk>/left/", registers.visitor_out, name="visitor_out"),
    path("rooms/<int:pk>/", looking.one_room, name="room"),
    path("rooms/<int:pk>/inspect/", looking.inspect, name="room_inspect"),
    path("rooms/<int:pk>/equip/", looking.equip, name="room_equip"),
    path("rooms/<int:pk>/visitors/", registers.visitors, name="visitors"),
    path("rooms/<int:pk>/visitors/enter/", registers.visitor_in, name="visitor_in"),
    path("rooms/<int:pk>/climate/", registers.climate, name="climate"),
    path("rooms/<int:pk>/climate/read/", registers.climate_read, name="climate_read"),
    path("rooms/<int:pk>/closings/", registers.closings, name="closings"),
    path("rooms/<int:pk>/closings/sign/", registers.closing_sign, name="closing_sign"),
    path("rooms/<int:pk>/<slug:kind>.pdf", printing.room_paper, name="room_paper"),
    path("backups/", backups.backups, name="backups"),
    path("backups/record/", backups.backup_record, name="backup_record"),
    path("backups/register.pdf", printing.backups_paper, name="backups_paper"),
    path("backups/<int:pk>/tested/", backups.backup_tested, name="backup_tested"),
]
