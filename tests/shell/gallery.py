"""Pages that show every partial once; the browser tests walk through them."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from archive_office.http import actor, wants_fragment
from archive_office.regulation import Clause, Refusal
from archive_office.shell import shell_page
from archive_office.shell.forms import SigningForm
from archive_office.shell.pages import announce, scanned

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
REFUSALS = [
    Refusal(Clause.TRF_06, "双方须对同一份内容签名，清单在签名后已改动。"),
    Refusal(Clause.TRF_05, "清单尚未逐项核对。", field="unit"),
]


class MoveInForm(forms.Form):
    unit = forms.CharField(label="房号", help_text="如：3-2-1201、3栋1402、商铺S-12")
    name = forms.CharField(label="业主姓名")
    kind = forms.ChoiceField(label="客户类型", choices=[("person", "个人"), ("company", "单位")])
    moved_on = forms.DateField(label="入住日期", widget=forms.DateInput(attrs={"type": "date"}))
    consent = forms.BooleanField(label="已告知并取得单独同意", required=False)
    handled = forms.ChoiceField(
        label="办理方式", choices=[("self", "本人"), ("other", "委托")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="退回原因", widget=forms.Textarea)


@shell_page("客户档案", None)
def listing(request):
    rows = [
        SimpleNamespace(
            code=f"W001-ZY·KH-P01-{number:04}",
            title=f"锦绣花园3栋2单元{number + 1000}",
            state=state,
            label=label,
            day=datetime(2026, 11, number % 28 + 1, tzinfo=UTC),
        )
        for number, (state, label) in enumerate(
            [
                ("on_shelf", "在架"),
                ("on_loan", "借出"),
                ("in_handover", "移交中"),
                ("in_preparation", "整理中"),
                ("missing", "缺失"),
                ("quarantined", "待销毁"),
                ("draft", "草稿"),
                ("submitted", "已提交"),
                ("void", "作废"),
            ],
            start=1,
        )
    ]
    page = SimpleNamespace(rows=rows, previous_query="before=x", next_query="after=y")
    return render(request, "gallery/listing.html", {"page": page})


@shell_page("移交清单", None)
def detail(request):
    actor(request)
    events = [
        SimpleNamespace(
            at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
            title="双方签名",
            by="王芳",
            clauses=["TRF-06"],
            tone="good",
            icon="draw",
            detail="",
            reason="",
        ),
        SimpleNamespace(
            at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
            title="退回",
            by="李强",
            clauses=[],
            tone="warn",
            icon="undo",
            detail="第3行页数不符",
            reason="实收 12 页，清单 14 页",
        ),
    ]
    context = {
        "refusals": REFUSALS,
        "events": events,
        "signing": SigningForm(initial={"content_hash": HASH}),
        "reason": ReasonForm(),
        "hash": HASH,
    }
    return render(request, "gallery/detail.html", context)


@shell_page("入住登记", None)
def guided(request):
    form = MoveInForm(request.POST or None)
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    steps = [
        {"title": "房号", "state": "done", "url": "#"},
        {"title": "客户与家庭成员", "state": "current"},
        {"title": "告知与同意", "state": "todo"},
        {"title": "材料", "state": "todo"},
        {"title": "核对提交", "state": "todo"},
    ]
    papers = [("收楼确认书", True), ("业主身份证复印件", True), ("装修申请", False)]
    return render(
        request,
        "gallery/guided.html",
        {"form": form, "steps": steps, "papers": papers},
        status=status,
    )


@shell_page("上架", None)
def scanning(request):
    if request.method == "POST":
        code = request.POST["code"]
        ok = code.startswith("W001")
        text = f"{code} 已上架" if ok else f"查无此号：{code}"
        if not wants_fragment(request):
            messages.info(request, text)
        answer = render(request, "gallery/_scanned.html", {"code": code}, status=200 if ok else 422)
        undo = "/gallery/rm/" if ok else ""
        return announce(scanned(answer, text, ok=ok), text, tone="good" if ok else "bad", undo=undo)
    return render(request, "gallery/scanning.html", {})


@shell_page("上传", None, methods=("POST",))
def upload(request):
    file = request.FILES["file"]
    if file.name.endswith(".exe"):
        return JsonResponse({"error": "不接受此类文件"}, status=422)
    answer = {
        "id": 1,
        "name": file.name,
        "size": file.size,
        "preview": "",
        "remove": "/gallery/rm/",
    }
    return JsonResponse(answer, status=201)


@shell_page("删除", None, methods=("POST",))
def remove(request):
    return HttpResponse(status=204)


@shell_page("进度", None)
def progress(request):
    done = int(request.GET.get("done", 0)) + 50
    context = {
        "poll_url": f"/gallery/progress/?done={done}",
        "done": done,
        "total": 100,
        "finished": done >= 100,
        "result_url": "/gallery/",
    }
    return render(request, "shell/_progress.html", context)


@shell_page("仅限本机", "journal.view_journalentry")
def guarded(request):
    return HttpResponse("seen")


@shell_page("坏了", None)
def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("gallery/", listing, name="gallery"),
    path("gallery/detail/", detail, name="gallery_detail"),
    path("gallery/guided/", guided),
    path("gallery/scan/", scanning),
    path("gallery/upload/", upload),
    path("gallery/rm/", remove),
    path("gallery/progress/", progress),
    path("gallery/guarded/", guarded),
    path("gallery/broken/", broken),
    path("", include("archive_office.urls")),
]

handler403 = "archive_office.shell.errors.forbidden"
handler404 = "archive_office.shell.errors.not_found"
handler500 = "archive_office.shell.errors.broken"
